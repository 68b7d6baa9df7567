"""Moments, as the store keeps them: whole microseconds since 1970 in UTC."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


def micros(time: datetime) -> int:
    """Whole microseconds of an aware moment."""
    return (time - _EPOCH) // timedelta(microseconds=1)


def moment(count: int) -> datetime:
    """The moment, aware."""
    return _EPOCH + timedelta(microseconds=int(count))
