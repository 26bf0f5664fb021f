"""Which column of an HR export is which field, guessed from the names of the columns."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence

from mentorship.people.fields import FIELDS

# In English, Spanish, French and German, as `plain` writes them.
SYNONYMS: Mapping[str, str] = {
    "number": (
        "employee number, employee id, employee code, emp id, emp no, emp number, staff number, "
        "staff id, worker id, person number, personnel number, payroll number, numero de "
        "empleado, n de empleado, n o de empleado, id de empleado, codigo de empleado, legajo, "
        "matricule, numero d employe, numero de salarie, personalnummer, personalnr, personal "
        "nr, mitarbeiternummer, mitarbeiternr, mitarbeiter nr, employee no, emp, eid, pers nr, "
        "pers no, pernr, personnel no, person id, user employee id, user id, userid, workday "
        "id, hris id, employee reference"
    ),
    "given_name": (
        "first name, firstname, given name, forename, nombre, nombres, primer nombre, prenom, "
        "vorname, legal first name, legal name first name, preferred first name, preferred name "
        "first name, first name legal, vorna, firstname preferred, first names, given names"
    ),
    "family_name": (
        "last name, lastname, family name, surname, apellido, apellidos, nom, nom de famille, "
        "nachname, familienname, legal last name, legal name last name, preferred last name, "
        "preferred name last name, last names, second name, nachn, sn"
    ),
    "full_name": (
        "full name, fullname, worker, name, employee name, worker name, display name, "
        "displayname, legal name, preferred name, full legal name, employee full name, name of "
        "employee, nombre completo, nombre y apellidos, apellidos y nombre, nom complet, nom et "
        "prenom, nom prenom, vollstandiger name, name vorname, name des mitarbeiters, name des "
        "mitarbeiters bzw bewerbers, mitarbeitername, formatted name, last name first name, cn"
    ),
    "email": (
        "work email, work e mail, email, e mail, mail, email address, e mail address, work "
        "email address, business email, company email, correo, correo electronico, correo "
        "corporativo, email corporativo, correo del trabajo, courriel, courriel professionnel, "
        "adresse e mail, adresse email, email professionnel, e mail professionnel, adresse "
        "electronique, e mail adresse, email adresse, dienstliche e mail, geschaftliche e mail, "
        "email primary work, primary work email, work email primary, user principal name, upn, "
        "email work, business e mail, company e mail, username email, primary email"
    ),
    "title": (
        "job title, title, position, position title, business title, job, role, cargo, puesto, "
        "puesto de trabajo, poste, intitule du poste, fonction, titre, stelle, "
        "stellenbezeichnung, berufsbezeichnung, funktion, jobtitel, job profile, employee "
        "title, planstelle, stelle bezeichnung, job profile name, position name, business job "
        "title"
    ),
    "department": (
        "department, dept, team, division, org unit, business unit, departamento, area, "
        "departement, service, direction, abteilung, bereich, supervisory organization, org "
        "unit path, department name, organisational unit, organizational unit, org einheit, "
        "organisationseinheit, cost center, kostenstelle, team name"
    ),
    "manager": (
        "reports to, reports to email, manager, manager email, manager e mail, manager work "
        "email, line manager, line manager email, manager s work e mail, supervisor, supervisor "
        "email, jefe, responsable, reporta a, correo del jefe, correo del responsable, "
        "responsable hierarchique, email du responsable, superieur hierarchique, vorgesetzter, "
        "vorgesetzte, fuhrungskraft, e mail vorgesetzter, e mail der fuhrungskraft, berichtet "
        "an, supervisor work email, reporting manager email, manager email address, manager id, "
        "manager employee id, manager employee number, manager number, manager no, manager emp "
        "id, manager eid, manager worker id, manager user id, supervisor id, supervisor eid, "
        "supervisor employee id, supervisor number, supervisor employee number, line manager "
        "id, line manager number, line manager employee id, reports to id, reports to employee "
        "id, reports to employee number, reports to number, reporting to id, personalnummer "
        "vorgesetzter, personalnummer der fuhrungskraft, worker s manager, reporting to, "
        "reporting manager, reports to name, manager name, manager full name, supervisor name, "
        "line manager name, direct manager, direct supervisor, people manager, boss, manager s "
        "name, managers name"
    ),
    "location": (
        "location, work location, office, site, city, ubicacion, sede, oficina, lugar de "
        "trabajo, centro de trabajo, ciudad, lieu, lieu de travail, bureau, ville, standort, "
        "arbeitsort, buro, ort, office location, building id, location name, work site, work "
        "city, personalteilbereich, usage location, office name, place of work"
    ),
    "time_zone": (
        "time zone, timezone, tz, zona horaria, huso horario, fuseau horaire, zeitzone, "
        "timezone preference, time zone name"
    ),
    "level": (
        "job level, level, job grade, grade, band, career level, nivel, nivel del puesto, "
        "grado, niveau, echelon, stufe, karrierestufe, ebene, management level, compensation "
        "grade, pay grade, career band"
    ),
    "hired_on": (
        "hire date, hired on, date of hire, original hire date, start date, joining date, date "
        "joined, date of joining, fecha de contratacion, fecha de ingreso, fecha de alta, fecha "
        "de inicio, date d embauche, date d entree, date de debut, eintrittsdatum, "
        "einstellungsdatum, eintritt, startdatum, employee hire date, hiredate, original start "
        "date, continuous service date, first day of work, employment start date, employment "
        "start, begda, date of joining company"
    ),
    "promoted_on": (
        "last promotion date, last promotion, promotion date, date of last promotion, ultima "
        "promocion, fecha de ultima promocion, fecha de la ultima promocion, ultimo ascenso, "
        "fecha del ultimo ascenso, derniere promotion, date de derniere promotion, date de la "
        "derniere promotion, letzte beforderung, datum der letzten beforderung, "
        "beforderungsdatum"
    ),
    "terminated_on": (
        "termination date, terminated on, end date, leaving date, date of leaving, last day, "
        "last working day, exit date, fecha de baja, fecha de salida, fecha de cese, fecha de "
        "terminacion, date de depart, date de sortie, date de fin, austrittsdatum, austritt, "
        "kundigungsdatum, enddatum, contract end date, employment end date, employment end, "
        "enddate, endda, leave date, termination day, last day of work, departure date, "
        "contract end"
    ),
    "languages": (
        "languages, language, spoken languages, languages spoken, idiomas, idioma, langues, "
        "langue, sprachen, sprachkenntnisse, preferred language"
    ),
    "skills": (
        "skills, skill, competencies, competences, expertise, habilidades, competencias, "
        "aptitudes, fahigkeiten, kenntnisse, kompetenzen"
    ),
    "status": (
        "status, employment status, employee status, worker status, active status, account "
        "status, account enabled, beschaftigungsstatus, statut, estado, estatus"
    ),
    "pronouns": "pronouns, pronoun, preferred pronouns, pronombres, pronoms, pronomen",
    "gender": "gender, sex, gender identity, genero, sexo, genre, sexe, geschlecht",
}
FIELD_OF: Mapping[str, str] = {
    word.strip(): name for name, words in SYNONYMS.items() for word in words.split(",")
}
# A name of a column is no longer; what is longer is read in part.
LONGEST = 200
# Of two columns for one field the one whose name comes first above, which is the surer one.
RANK: Mapping[str, int] = {word: place for place, word in enumerate(FIELD_OF)}
_MANAGER_WORDS = frozenset(
    [
        "manager",
        "managers",
        "supervisor",
        "reports",
        "reporting",
        "boss",
        "jefe",
        "responsable",
        "reporta",
        "superieur",
        "vorgesetzter",
        "vorgesetzte",
        "fuhrungskraft",
        "berichtet",
    ]
)
# "Direct reports", "Is manager" and "Manager since" name nobody.
_ABOUT_REPORTS = frozenset(
    {"direct", "count", "number", "is", "has", "since", "date", "total", "level"}
)


def plain(header: str) -> str:
    """The name without case, accents, signs and what stands in square brackets; `#` says number, aB
    two words."""
    header = header[:LONGEST]
    bare = (
        re.sub(r"\[[^\]]*\]", " ", header.replace("#", " number "))
        if header.strip("[] ")
        else header
    )
    text = unicodedata.normalize("NFKD", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", bare)).casefold()
    text = "".join(each for each in text if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", text))


def known_field(header: str) -> str:
    """The field that a column of this name is, or ""."""
    name = plain(header)
    return FIELD_OF.get(name, "") or FIELD_OF.get(name.replace(" ", ""), "")


def names_manager(header: str) -> bool:
    """Whether a column of this name says who reports to whom."""
    words = set(plain(header).split())
    return known_field(header) == "manager" or bool(
        _MANAGER_WORDS & words and not _ABOUT_REPORTS & words
    )


def guess(
    header: Sequence[str], remembered: Mapping[str, str], *, hidden: Collection[str] = ()
) -> list[str]:
    """For each column its field, or "" where it is none; no field twice, and what was remembered
    goes first.

    Nothing is remembered of a name that several columns have. The `hidden` fields are not read.
    """
    unique = _unique(header)
    known = {
        column
        for column, name in enumerate(header)
        # That the only e-mail is none was learned from a file with two, and nothing is checked
        # without it.
        if name in remembered
        and plain(name) in unique
        and (remembered[name] or known_field(name) != "email")
    }
    found = [
        _known(remembered[name]) if column in known else "" for column, name in enumerate(header)
    ]
    taken: set[str] = set()
    for column, field in enumerate(found):
        found[column] = "" if field in taken else field
        taken.add(field)
    open_columns = [column for column in range(len(header)) if column not in known]
    for column in sorted(open_columns, key=lambda column: _rank(header[column])):
        field = known_field(header[column])
        if field not in taken:
            found[column] = field
            taken.add(field)
    if "given_name" in taken and not remembered.keys() & set(header):
        # "Vorname, Name": beside a first name, a name is the last one, or tells nothing new.
        instead = "" if "family_name" in taken else "family_name"
        found = [instead if field == "full_name" else field for field in found]
    return without(found, hidden)


def _rank(header: str) -> tuple[int, int]:
    """Of two columns for one field the lower is the surer: for the manager an e-mail, then a
    number, then a name."""
    name = plain(header)
    place = RANK.get(name, len(RANK))
    if FIELD_OF.get(name) != "manager" or re.search(r"e ?mail|correo|courriel", name):
        return 0, place
    return (1 if re.search(r"\b(?:id|eid|no|number|personalnummer)\b", name) else 2), place


def without(mapping: Sequence[str], hidden: Collection[str]) -> list[str]:
    return ["" if field in hidden else field for field in mapping]


def to_remember(
    header: Sequence[str], mapping: Sequence[str], *, hidden: Collection[str]
) -> dict[str, str]:
    """Each column's field for the next file, where its name alone says which column is meant.

    Nobody chose that a column of a hidden field is none, nor that one is whose field another column
    has.
    """
    unique = _unique(header)
    chosen = {
        name: field for name, field in zip(header, mapping, strict=True) if plain(name) in unique
    }
    passed_over = {*hidden, *mapping}
    return {
        name: field
        for name, field in chosen.items()
        if field or known_field(name) not in passed_over
    }


def _unique(header: Sequence[str]) -> set[str]:
    """The names, as `plain` writes them, that one column has."""
    counted = Counter(plain(name) for name in header)
    return {name for name, number in counted.items() if name and number == 1}


def _known(field: str) -> str:
    return field if field in FIELDS else ""
