from django.contrib.auth.hashers import Argon2PasswordHasher


class SmallArgon2PasswordHasher(Argon2PasswordHasher):
    """Argon2id as OWASP's password storage cheat sheet advises: 19 MiB, 2 passes. Django's default takes 100 MiB."""

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
