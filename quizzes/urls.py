from django.urls import include, path

from .views.live import answer, host, play, players, reports as live_reports, streams
from .views.site import health, pictures, setup
from .views.student import accounts, assignments, attempts, autosave, classes, joining, quizzes, sources
from .views.teacher import assignments as teacher_assignments, classes as teacher_classes, gradebook, reports, students

# /quizzes/<slug>/
quiz_urls = [
    path("", quizzes.detail, name="quiz_detail"),
    path("start/", quizzes.start, name="quiz_start"),
]

# /attempts/<uuid>/
attempt_urls = [
    path("", attempts.detail, name="attempt_detail"),
    path("questions/<position:position>/", attempts.question, name="attempt_question"),
    path("questions/<position:position>/answer/", attempts.answer, name="attempt_answer"),
    path("questions/<position:position>/save/", autosave.save, name="attempt_save"),
    path("time-left/", autosave.time_left, name="attempt_time_left"),
    path("page/", autosave.one_page, name="attempt_one_page"),
    path("page/save/", autosave.save_all, name="attempt_save_all"),
    path("overview/", autosave.overview, name="attempt_overview"),
    path("finish/", attempts.finish, name="attempt_finish"),
    path("result/", attempts.result, name="attempt_result"),
    path("practise/", attempts.practise, name="attempt_practise"),
]

# /classes/<code>/
classroom_urls = [
    path("", classes.detail, name="classroom_detail"),
    path("take-part/", joining.take_part, name="classroom_take_part"),
    path("leave/", classes.leave, name="classroom_leave"),
    path("forget/", classes.forget, name="classroom_forget"),
    path("settings/", teacher_classes.change, name="classroom_change"),
    path("teachers/", teacher_classes.add_teacher, name="classroom_add_teacher"),
    path("teachers/<pk:pk>/remove/", teacher_classes.remove_teacher, name="classroom_remove_teacher"),
    path("archive/", teacher_classes.archive, name="classroom_archive"),
    path("erase/", teacher_classes.erase, name="classroom_erase"),
    path("groups/new/", teacher_classes.group, name="group_new"),
    path("groups/<pk:pk>/", teacher_classes.group, name="group"),
    path("roster/", students.roster, name="classroom_roster"),
    path("cards/", students.cards, name="classroom_cards"),
    path("students/<pk:pk>/", students.detail, name="enrolment"),
    path("students/<pk:pk>/words/", students.new_words, name="enrolment_words"),
    path("students/<pk:pk>/account/", students.account, name="enrolment_account"),
    path("students/<pk:pk>/erase/", students.erase, name="enrolment_erase"),
    path("students/<pk:pk>/known.json", students.known, name="enrolment_known"),
    path("marks/", gradebook.table, name="gradebook"),
    path("marks/file.csv", gradebook.as_csv, name="gradebook_csv"),
    path("marks/file.xlsx", gradebook.as_xlsx, name="gradebook_xlsx"),
    path("assignments/<pk:pk>/students/<pk:student>/", gradebook.entry, name="gradebook_entry"),
    path("assignments/<pk:pk>/report/", reports.assignment, name="assignment_report"),
    path("texts/<slug:slug>/", reports.heat_map, name="heat_map"),
    path("texts/<slug:slug>/sentences/<pk:pk>/practise/", reports.practise, name="heat_map_practise"),
    path("assign/", teacher_assignments.new, name="assignment_new"),
    path("assignments/<pk:pk>/change/", teacher_assignments.change, name="assignment_change"),
    path("assignments/<pk:pk>/delete/", teacher_assignments.delete, name="assignment_delete"),
    path("assignments/<pk:pk>/", assignments.detail, name="assignment_detail"),
    path("assignments/<pk:pk>/start/", assignments.start, name="assignment_start"),
]

# /live/<uuid>/
live_urls = [
    path("", play.play, name="live_play"),
    path("answer/", answer.answer, name="live_answer"),
    path("team/", play.team, name="live_team"),
    path("result/", play.result, name="live_result"),
    path("events/", streams.elsewhere, name="live_events"),
    path("host/", host.host, name="live_host"),
    path("host/events/", streams.elsewhere, name="live_host_events"),
    path("wall/", host.wall, name="live_wall"),
    path("wall/events/", streams.elsewhere, name="live_wall_events"),
    path("move/", host.move, name="live_move"),
    path("players/", players.players, name="live_players"),
    path("players/<pk:pk>/", players.change, name="live_player"),
    path("players/remove/", players.remove_all, name="live_remove_all"),
    path("report/", live_reports.report, name="live_report"),
    path("results.csv", live_reports.results_csv, name="live_results_csv"),
    path("results.xlsx", live_reports.results_xlsx, name="live_results_xlsx"),
]

urlpatterns = [
    path("", quizzes.home, name="home"),
    path("join/", joining.find, name="classroom_find"),
    path("join/<str:code>/", joining.join, name="classroom_join"),
    path("join/<str:code>/back/", joining.come_back, name="classroom_come_back"),
    path("live/new/", host.new, name="live_new"),
    path("live/<uuid:uuid>/", include(live_urls)),
    path("quizzes/<slug:slug>/", include(quiz_urls)),
    path("attempts/<uuid:uuid>/", include(attempt_urls)),
    path("sources/<slug:slug>/", sources.detail, name="source_detail"),
    path("pictures/<str:name>/", pictures.detail, name="picture"),
    path("classes/", teacher_classes.classes, name="classroom_list"),
    path("classes/<str:code>/", include(classroom_urls)),
    path("account/", accounts.detail, name="account"),
    path("account/password/", accounts.password, name="account_password"),
    path("account/sign-out/", accounts.sign_out, name="account_sign_out"),
    path("setup/<str:token>/", setup.first_teacher, name="setup"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
]
