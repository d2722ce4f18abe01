"""What somebody picks on the page about help. None of it is needed, and none of it is kept."""

from django.utils.translation import gettext_lazy as _

from communications.rules.help_near import AgeGroup, HelpKind, HelpWish
from web.forms.base import GovukForm
from web.forms.fields import RadiosField, SelectField, StatementField

#: What people call the places that the police forces look after, by force code.
PLACES = {
    "40": _("Bedfordshire"),
    "43": _("Berkshire, Buckinghamshire and Oxfordshire"),
    "20": _("Birmingham and the West Midlands"),
    "52": _("Bristol, Bath and Somerset"),
    "35": _("Cambridgeshire"),
    "07": _("Cheshire"),
    "48": _("City of London"),
    "17": _("Cleveland and Teesside"),
    "50": _("Cornwall and Devon"),
    "11": _("County Durham"),
    "03": _("Cumbria"),
    "30": _("Derbyshire"),
    "55": _("Dorset"),
    "63": _("Dyfed and Powys"),
    "42": _("Essex"),
    "53": _("Gloucestershire"),
    "06": _("Greater Manchester"),
    "61": _("Gwent"),
    "44": _("Hampshire and the Isle of Wight"),
    "22": _("Herefordshire, Shropshire and Worcestershire"),
    "41": _("Hertfordshire"),
    "16": _("Humberside"),
    "46": _("Kent"),
    "04": _("Lancashire"),
    "33": _("Leicestershire and Rutland"),
    "32": _("Lincolnshire"),
    "01": _("London"),
    "05": _("Merseyside"),
    "36": _("Norfolk"),
    "60": _("North Wales"),
    "12": _("North Yorkshire"),
    "34": _("Northamptonshire"),
    "10": _("Northumberland, Tyne and Wear"),
    "31": _("Nottinghamshire"),
    "62": _("South Wales"),
    "14": _("South Yorkshire"),
    "21": _("Staffordshire"),
    "37": _("Suffolk"),
    "45": _("Surrey"),
    "47": _("Sussex"),
    "23": _("Warwickshire"),
    "13": _("West Yorkshire"),
    "54": _("Wiltshire and Swindon"),
}
KINDS = [
    (HelpKind.ANYTHING, _("Anything that happened to me")),
    (HelpKind.PARTNER_OR_FAMILY, _("A partner, or somebody in the family")),
    (HelpKind.SEXUAL, _("Something sexual that I did not want")),
    (HelpKind.CHILDHOOD, _("Something that was done to me as a child")),
    (HelpKind.STALKING, _("Somebody who follows or bothers me")),
    (HelpKind.HATE, _("Hate, because of who I am")),
    (HelpKind.HONOUR, _("Family honour, or a marriage I do not want")),
    (HelpKind.EXPLOITED, _("Being made to work, or being sold")),
    (HelpKind.DEATH, _("Somebody close to me was killed")),
]
AGES = [
    ("", _("I would rather not say")),
    (AgeGroup.UNDER_16, _("Under 16")),
    (AgeGroup.TO_18, _("16 to 18")),
    (AgeGroup.ADULT, _("19 to 59")),
    (AgeGroup.OVER_60, _("60 or over")),
]


class HelpNearForm(GovukForm):
    """A kind of help, a place and, for services that ask, an age."""

    #: Everything may be left as it is, and the page says so once.
    marks_optional = False

    kind = RadiosField(label=_("What would you like help with?"), choices=KINDS)
    place = SelectField(
        label=_("Which place should it be near?"),
        choices=list(PLACES.items()),
        blank=_("Anywhere in England and Wales"),
    )
    age = RadiosField(label=_("How old are you?"), choices=AGES, hint=_("Some services are for one age only."))
    is_lgbt = StatementField(label=_("Show services for LGBT+ people too"))

    @property
    def wish(self) -> HelpWish:
        """What was picked, once the form is valid."""
        picked = self.cleaned_data
        return HelpWish(
            kind=HelpKind(picked["kind"]) if picked["kind"] else HelpKind.ANYTHING,
            force=picked["place"],
            age=AgeGroup(picked["age"]) if picked["age"] else None,
            is_lgbt=picked["is_lgbt"],
        )
