"""Which column of an HR export is which field, guessed from the names of the columns."""

import re
import unicodedata
from collections.abc import Collection, Mapping, Sequence

from mentorship.people.importing.fields import FIELDS

# In English, Spanish, French and German, as `plain` writes them.
SYNONYMS: Mapping[str, str] = {
    "number": (
        "employee number, employee id, employee no, employee code, emp id, emp no, emp number, staff number, staff id, "
        "worker id, person number, personnel number, payroll number, numero de empleado, n de empleado, n o de empleado, "
        "id de empleado, codigo de empleado, legajo, matricule, numero d employe, numero de salarie, "
        "personalnummer, personalnr, personal nr, mitarbeiternummer, mitarbeiternr, mitarbeiter nr"
    ),
    "given_name": "first name, firstname, given name, forename, nombre, nombres, primer nombre, prenom, vorname",
    "family_name": (
        "last name, lastname, family name, surname, apellido, apellidos, nom, nom de famille, nachname, familienname"
    ),
    "email": (
        "work email, work e mail, email, e mail, mail, email address, e mail address, work email address, "
        "business email, company email, correo, correo electronico, correo corporativo, email corporativo, "
        "correo del trabajo, courriel, courriel professionnel, adresse e mail, adresse email, email professionnel, "
        "e mail professionnel, adresse electronique, e mail adresse, email adresse, dienstliche e mail, "
        "geschaftliche e mail"
    ),
    "title": (
        "job title, title, position, position title, business title, job, role, cargo, puesto, puesto de trabajo, "
        "poste, intitule du poste, fonction, titre, stelle, stellenbezeichnung, berufsbezeichnung, funktion, jobtitel"
    ),
    "department": (
        "department, dept, team, division, org unit, business unit, departamento, area, "
        "departement, service, direction, abteilung, bereich"
    ),
    "manager": (
        "reports to, reports to email, manager, manager email, manager e mail, manager work email, line manager, "
        "line manager email, manager s work e mail, supervisor, supervisor email, jefe, responsable, reporta a, correo del jefe, "
        "correo del responsable, responsable hierarchique, email du responsable, superieur hierarchique, "
        "vorgesetzter, vorgesetzte, fuhrungskraft, e mail vorgesetzter, e mail der fuhrungskraft, berichtet an"
    ),
    "location": (
        "location, work location, office, site, city, ubicacion, sede, oficina, lugar de trabajo, centro de trabajo, "
        "ciudad, lieu, lieu de travail, bureau, ville, standort, arbeitsort, buro, ort"
    ),
    "time_zone": "time zone, timezone, tz, zona horaria, huso horario, fuseau horaire, zeitzone",
    "level": (
        "job level, level, job grade, grade, band, career level, nivel, nivel del puesto, grado, niveau, echelon, "
        "stufe, karrierestufe, ebene"
    ),
    "hired_on": (
        "hire date, hired on, date of hire, original hire date, start date, joining date, date joined, "
        "date of joining, fecha de contratacion, fecha de ingreso, fecha de alta, fecha de inicio, "
        "date d embauche, date d entree, date de debut, eintrittsdatum, einstellungsdatum, eintritt, startdatum"
    ),
    "promoted_on": (
        "last promotion date, last promotion, promotion date, date of last promotion, ultima promocion, "
        "fecha de ultima promocion, fecha de la ultima promocion, ultimo ascenso, fecha del ultimo ascenso, "
        "derniere promotion, date de derniere promotion, date de la derniere promotion, letzte beforderung, "
        "datum der letzten beforderung, beforderungsdatum"
    ),
    "terminated_on": (
        "termination date, terminated on, end date, leaving date, date of leaving, last day, last working day, "
        "exit date, fecha de baja, fecha de salida, fecha de cese, fecha de terminacion, date de depart, "
        "date de sortie, date de fin, austrittsdatum, austritt, kundigungsdatum, enddatum"
    ),
    "languages": (
        "languages, language, spoken languages, languages spoken, idiomas, idioma, langues, langue, "
        "sprachen, sprachkenntnisse"
    ),
    "skills": (
        "skills, skill, competencies, competences, expertise, habilidades, competencias, aptitudes, "
        "fahigkeiten, kenntnisse, kompetenzen"
    ),
    "gender": "gender, sex, gender identity, genero, sexo, genre, sexe, geschlecht",
}
FIELD_OF: Mapping[str, str] = {word.strip(): name for name, words in SYNONYMS.items() for word in words.split(",")}


def plain(header: str) -> str:
    """The name without case, accents and signs; `#` says number."""
    text = unicodedata.normalize("NFKD", header.replace("#", " number ")).casefold()
    text = "".join(each for each in text if not unicodedata.combining(each))
    return " ".join(re.findall(r"[^\W_]+", text))


def guess(header: Sequence[str], remembered: Mapping[str, str], *, hidden: Collection[str] = ()) -> list[str]:
    """For each column its field, or "" where it is none; no field twice, and what was remembered goes first.

    The `hidden` fields are not read.
    """
    found = [_known(remembered.get(name, "")) for name in header]
    taken: set[str] = set()
    for column, field in enumerate(found):
        found[column] = "" if field in taken else field
        taken.add(field)
    for column, name in enumerate(header):
        field = FIELD_OF.get(plain(name), "")
        if name not in remembered and field not in taken:
            found[column] = field
            taken.add(field)
    return without(found, hidden)


def without(mapping: Sequence[str], hidden: Collection[str]) -> list[str]:
    return ["" if field in hidden else field for field in mapping]


def to_remember(header: Sequence[str], mapping: Sequence[str], *, hidden: Collection[str]) -> dict[str, str]:
    """Each column's field for the next file; nobody chose that a column of a hidden field is none."""
    chosen = zip(header, mapping, strict=True)
    return {name: field for name, field in chosen if field or FIELD_OF.get(plain(name)) not in hidden}


def _known(field: str) -> str:
    return field if field in FIELDS else ""
