"""What was answered to requests with an Idempotency-Key, and how much each token has asked."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class IdempotentRequest(models.Model):
    """A request that was carried out once, and the answer for whoever sends it again.

    Written in the transaction of what the request did: both are there or neither. Sealed, since
    an answer may hold a secret that is kept as a hash everywhere else.
    """

    token_id = models.BigIntegerField()
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    sealed_body = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["token_id", "key"], name="idempotent_once")
        ]
        indexes: ClassVar = [models.Index(fields=["created_at"], name="idempotent_age")]

    def __str__(self) -> str:
        return self.key


class Spending(models.Model):
    """When a token will have its whole allowance again. Unlogged: a crash may forget it."""

    token_id = models.BigIntegerField(primary_key=True)
    full_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.token_id)
