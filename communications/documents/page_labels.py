"""The fixed words of the page around a letter, in each language in which letters are printed."""

from types import MappingProxyType

from cases.rules.vocabulary import Language

#: What the frame says besides the letter's own words.
LABELS = MappingProxyType(
    {
        Language.EN: MappingProxyType(
            {
                "sender": "Crown Prosecution Service",
                "our_reference": "Our reference:",
                "page": "Page",
                "of": "of",
            }
        ),
        Language.CY: MappingProxyType(
            {
                "sender": "Gwasanaeth Erlyn y Goron",
                "our_reference": "Ein cyfeirnod:",
                "page": "Tudalen",
                "of": "o",
            }
        ),
    }
)
#: What stands above a leaflet, so that a page that was parted from its letter is still understood.
LEAFLET_NOTES = MappingProxyType(
    {
        Language.EN: "This comes with our letter of {day}.",
        Language.CY: "Mae hwn yn dod gyda’n llythyr dyddiedig {day}.",
    }
)
#: What each side of a pair says about the other, in its own language.
PAIR_NOTES = MappingProxyType(
    {
        Language.CY: "Mae’r llythyr hwn yn dweud yr un peth yn Gymraeg ac yn Saesneg. Mae’r Saesneg ar ôl y Gymraeg.",
        Language.EN: "This letter says the same in Welsh and in English. The Welsh comes before the English.",
    }
)
