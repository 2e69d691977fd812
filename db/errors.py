"""Every error a user can meet, as one tree.

DongbeiError                 one clear line: what, where, value, next step; exit code 1
├── ConfigError              settings, dongbei.toml, environment
│   └── SourceError          a source's TOML: file, field, value
├── KnowledgeError           a row of the knowledge base: file, line, field, value
├── StoreError               the database files
│   ├── NewerSchemaError     written by a newer version
│   └── LockedError          another process holds the lock
├── InputError               a file or line given by the user: file, line, value
├── FetchError               a page that cannot be had or must not be had
│   └── ForbiddenAddress     not http(s), or not a public address
├── ParseError               bytes that are not what they should be (a feed that is HTML)
└── DeliveryError            a channel refused; ``permanent`` says whether to try again
"""


class DongbeiError(Exception):
    """Base of all errors shown to a user.

    >>> str(DongbeiError("bad value", where="a.toml: delay", value=-1, hint="use seconds"))
    'a.toml: delay: bad value (got -1); use seconds'
    """

    def __init__(self, what: str, *, where: str = "", value: object = None, hint: str = "") -> None:
        super().__init__(what, where, value, hint)
        self.what, self.where, self.value, self.hint = what, where, value, hint

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        if self.value is not None:
            shown = str(self.value)
            text += f" (got {shown[:117] + '...' if len(shown) > 120 else shown})"
        text = f"{text}; {self.hint}" if self.hint else text
        return " ".join(text.split())


class ConfigError(DongbeiError):
    pass


class SourceError(ConfigError):
    pass


class KnowledgeError(DongbeiError):
    pass


class StoreError(DongbeiError):
    pass


class NewerSchemaError(StoreError):
    pass


class LockedError(StoreError):
    pass


class InputError(DongbeiError):
    pass


class FetchError(DongbeiError):
    pass


class ForbiddenAddress(FetchError):
    pass


class ParseError(DongbeiError):
    pass


class DeliveryError(DongbeiError):
    """``permanent`` false: try again later, not before ``retry_after`` seconds if given."""

    def __init__(
        self, what: str, *, permanent: bool, retry_after: float | None = None, where: str = ""
    ) -> None:
        super().__init__(what, where=where)
        self.permanent, self.retry_after = permanent, retry_after
