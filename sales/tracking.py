"""Tracking numbers: text always, kept in one spelling, and never refused for their looks."""

import re

# Hints, not rules: couriers change their patterns, and one pattern belongs to several of them.
_PATTERNS = {
    "J&T Express": r"J[A-Z]\d{10}|J[A-Z]{2}\d{12}",
    "SPX Express": r"SPXID\d{12}",
    "JNE": r"\d{12,16}|(TG|JT)[A-Z0-9]{8,}",
    "SiCepat": r"\d{12}",
    "AnterAja": r"\d{14}|TSA\w+",
    "Ninja Xpress": r"NLIDAP\d+|NV[A-Z0-9]+",
    "Pos Indonesia": r"[A-Z]{2}\d{9}ID|\d{11,13}|P\d+",
    "TIKI": r"\d{12}",
    "Lion Parcel": r"\d{2}LP\d+|C[12]\w+",
    "ID Express": r"ID[ES]\w+|TK\d{11}",
    "Lazada Logistics": r"(LXAD|LXAP|JNAP)\w+",
    "GoSend": r"GK-\d+-\d+",
    "Wahana": r"AGN\w+",
    "J&T Cargo": r"\d{12}",
}
COURIERS = (*_PATTERNS, "GrabExpress", "SAP Express", "Paxel", "Indah Cargo")
_GOSEND = re.compile(r"GK-\d+-\d+")


def normalise(text: str) -> str:
    """One spelling: capitals, no spaces, and no hyphens except where they belong to the number."""
    number = "".join(text.split()).upper()
    return number if _GOSEND.fullmatch(number) else number.replace("-", "")


def candidates(number: str) -> list[str]:
    """The couriers whose numbers look like this one; often several, often none."""
    number = normalise(number)
    return [courier for courier, pattern in _PATTERNS.items() if re.fullmatch(pattern, number)]


def is_unusual(number: str, courier: str) -> bool:
    """Whether a courier whose numbers we know does not write them like this: worth a second look, no more."""
    name = next((known for known in _PATTERNS if known.lower() == courier.strip().lower()), None)
    return bool(number) and name is not None and name not in candidates(number)
