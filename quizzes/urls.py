from django.urls import include, path

from .views import assignments, attempts, classes, health, pictures, quizzes, saving, setup, sources

# /quizzes/<slug>/
quiz_urls = [
    path("", quizzes.detail, name="quiz_detail"),
    path("start/", quizzes.start, name="quiz_start"),
]

# /attempts/<uuid>/
attempt_urls = [
    path("", attempts.detail, name="attempt_detail"),
    path("questions/<int:position>/", attempts.question, name="attempt_question"),
    path("questions/<int:position>/answer/", attempts.answer, name="attempt_answer"),
    path("questions/<int:position>/save/", saving.save, name="attempt_save"),
    path("page/", saving.one_page, name="attempt_one_page"),
    path("page/save/", saving.save_all, name="attempt_save_all"),
    path("overview/", saving.overview, name="attempt_overview"),
    path("finish/", attempts.finish, name="attempt_finish"),
    path("result/", attempts.result, name="attempt_result"),
    path("practise/", attempts.practise, name="attempt_practise"),
]

# /classes/<code>/
classroom_urls = [
    path("", classes.detail, name="classroom_detail"),
    path("leave/", classes.leave, name="classroom_leave"),
    path("assignments/<int:pk>/", assignments.detail, name="assignment_detail"),
    path("assignments/<int:pk>/start/", assignments.start, name="assignment_start"),
]

urlpatterns = [
    path("", quizzes.home, name="home"),
    path("quizzes/<slug:slug>/", include(quiz_urls)),
    path("attempts/<uuid:uuid>/", include(attempt_urls)),
    path("sources/<slug:slug>/", sources.detail, name="source_detail"),
    path("pictures/<str:name>/", pictures.detail, name="picture"),
    path("join/", classes.find, name="classroom_find"),
    path("join/<str:code>/", classes.join, name="classroom_join"),
    path("classes/<str:code>/", include(classroom_urls)),
    path("setup/<str:token>/", setup.first_teacher, name="setup"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
