"""The Welsh of the guides to compensation, the personal statement and complaining (`communications.rules.code_guides`).

Plain tuples, so that this module rests on nothing: title, lead, and each section as heading, paragraphs and points.
"""

Part = tuple[str, tuple[str, ...], tuple[str, ...]]

COMPENSATION: tuple[str, str, tuple[Part, ...]] = (
    "Iawndal",
    (
        "Ni all arian ddadwneud yr hyn a ddigwyddodd. Mae tair ffordd y gallech gael rhywfaint, a gallwch ddefnyddio "
        "mwy nag un."
    ),
    (
        (
            "Gan y person, os ceir ef yn euog",
            (
                (
                    "Gall y llys orchymyn i berson a gafwyd yn euog dalu i chi. Gorchymyn digolledu yw’r enw ar hyn. "
                    "Nid chi sy’n gwneud cais amdano: ni sy’n gofyn i’r llys, a’r llys sy’n penderfynu."
                ),
                (
                    "Mae’r llys yn edrych ar yr hyn a golloch ac ar yr hyn y gall y person ei fforddio. Yn aml mae’n "
                    "talu ychydig ar y tro. Mae’n talu i’r llys, a’r llys yn talu i chi, felly nid oes cyswllt "
                    "rhyngoch chi a’r person am hynny."
                ),
            ),
            (
                (
                    "Dywedwch wrth yr heddlu beth a golloch neu beth y bu rhaid i chi dalu amdano: anafiadau, "
                    "atgyweirio, pethau a gafodd eu dwyn, cyflog, teithio."
                ),
                "Cadwch dderbynebau, amcanbrisiau a llythyrau, a rhowch gopïau i’r heddlu.",
                "Os oes rhywbeth ar goll o’r rhestr, dywedwch wrth eich person cyswllt cyn y ddedfryd.",
            ),
        ),
        (
            "Gan y wladwriaeth, os cawsoch eich brifo gan drosedd dreisgar",
            (
                (
                    "Gall yr Awdurdod Digolledu am Anafiadau Troseddol dalu i bobl a gafodd eu brifo, yn eu corff neu "
                    "yn eu meddwl, gan drosedd dreisgar, gan gynnwys troseddau rhywiol. Gall dalu i deulu agos hefyd "
                    "ar ôl i rywun gael ei ladd. Yr Awdurdod ei hun sy’n penderfynu. Nid yw’n rhan ohonom ni na’r "
                    "heddlu."
                ),
                (
                    "Nid oes rhaid i neb gael ei ddyfarnu’n euog, na hyd yn oed ei gyhuddo. Rhaid bod yr heddlu wedi "
                    "cael gwybod am y drosedd. Nid oes rhaid i chi aros nes bod yr achos drosodd."
                ),
                (
                    "Fel arfer y terfyn yw {apply} o ddiwrnod y drosedd. Os oeddech dan 18 oed bryd hynny, mae "
                    "gennych fwy o amser. Y terfyn yw {after_childhood} o’ch pen-blwydd yn 18 oed os cafodd yr "
                    "heddlu wybod cyn hynny. Fel arall y terfyn yw {after_childhood} o’r adeg y cawsant wybod. Dim "
                    "ond am resymau arbennig y mae’n bosibl yn ddiweddarach, felly gofynnwch yn fuan."
                ),
            ),
            (
                "Mae am ddim, ac nid oes angen cyfreithiwr arnoch. Gall rhywun yr ydych yn ymddiried ynddo eich helpu.",
                "Ewch i www.gov.uk a chwiliwch am “criminal injuries compensation”. Yno y mae’r rheolau diweddaraf.",
                "Dywedwch wrthynt sut y mae’n ddiogel ysgrifennu atoch a’ch ffonio, ac i ba gyfrif y dylid talu.",
                (
                    "Os bydd llys hefyd yn gorchymyn i’r person dalu i chi, caiff hynny ei dynnu i ffwrdd, fel na "
                    "chaiff dim ei dalu ddwywaith."
                ),
            ),
        ),
        (
            "Drwy hawliad o’ch eiddo eich hun",
            (
                (
                    "Gallwch hefyd hawlio yn erbyn person yn y llysoedd sifil, beth bynnag a ddaw o’r achos troseddol. "
                    "Gall hyn gostio arian, ac mae ganddo ei derfynau amser ei hun. Gall cyfreithiwr neu ganolfan "
                    "gyfraith eich cynghori cyn i chi benderfynu."
                ),
            ),
            (),
        ),
        (
            "Os ydych yn rhedeg busnes",
            (
                (
                    "Gellir enwi busnes mewn gorchymyn digolledu. Ar gyfer pobl yn unig y mae’r cynllun ar gyfer "
                    "anafiadau troseddol."
                ),
            ),
            (),
        ),
        (
            "Beth y gallai ei olygu yn y llys",
            (
                (
                    "Os byddwch yn rhoi tystiolaeth, efallai y gofynnir i chi a ydych wedi gofyn am iawndal. Mae gofyn "
                    "amdano yn hawl i chi. Os nad ydych yn siŵr pryd i ofyn, siaradwch â’ch person cyswllt."
                ),
            ),
            (),
        ),
    ),
)

STATEMENT: tuple[str, str, tuple[Part, ...]] = (
    "Eich datganiad eich hun",
    (
        "Gallwch ddweud yn eich geiriau eich hun sut effeithiodd y drosedd arnoch. Datganiad Personol Dioddefwr yw’r "
        "enw ar hyn. Nid oes rhaid i neb wneud un."
    ),
    (
        (
            "Beth yw e",
            (
                (
                    "Nid yw’r un peth â’ch datganiad tyst. Mae hwnnw’n dweud beth ddigwyddodd. Mae hwn yn dweud beth "
                    "a wnaeth i chi: i’ch corff a’ch teimladau, eich cartref, eich gwaith, eich teulu, eich arian."
                ),
                (
                    "Yma hefyd y gallwch ddweud eich bod yn poeni am fechnïaeth, neu fod angen help arnoch i roi "
                    "tystiolaeth."
                ),
            ),
            (),
        ),
        (
            "Sut a phryd i’w wneud",
            (
                (
                    "Yr heddlu sy’n ei ysgrifennu gyda chi, pan fyddwch yn gwneud eich datganiad tyst neu’n "
                    "ddiweddarach. Gallwch ei wneud unrhyw bryd cyn y ddedfryd, ac yn eich iaith eich hun. Gall rhywun "
                    "fod gyda chi."
                ),
                "Gallwch ychwanegu ato pan ddaw mwy yn glir, ond nid tynnu allan yr hyn a lofnodoch.",
            ),
            (
                (
                    "Os nad oes neb wedi’i gynnig i chi, dywedwch wrth eich person cyswllt neu wrth y swyddog heddlu "
                    "yn eich achos."
                ),
                "Gall plant wneud un. Gall rhiant neu ofalwr wneud un drostynt, neu amdano’i hun.",
                "Gall teulu agos wneud un ar ôl marwolaeth.",
                "Gall busnes wneud un drwy rywun sy’n siarad drosto.",
            ),
        ),
        (
            "Pwy sy’n ei ddarllen",
            (
                (
                    "Bydd yr heddlu a ninnau’n ei ddarllen. Os bydd yr achos yn mynd i’r llys, bydd yr amddiffyniad "
                    "a’r diffynnydd yn ei weld hefyd. Peidiwch â rhoi ynddo ble rydych yn byw, yn gweithio neu’n mynd, "
                    "os na ddylent wybod hynny."
                ),
                "Efallai y cewch eich holi amdano yn y llys. Rhaid iddo fod yn wir, fel pob datganiad a lofnodwch.",
            ),
            (),
        ),
        (
            "Yn y llys",
            (
                (
                    "Os ceir rhywun yn euog, bydd y barnwr neu’r ynadon yn ei ddarllen cyn penderfynu ar y ddedfryd. "
                    "Gallwch ofyn am gael ei ddarllen yn uchel, am i rywun arall ei ddarllen, neu am chwarae "
                    "recordiad. Gallwch ofyn hefyd i neb ei ddarllen yn uchel. Y llys sy’n penderfynu sut y gwneir "
                    "hyn, ac mae’n ystyried eich dymuniad."
                ),
                (
                    "Mae’r llys yn rhoi’r ddedfryd y mae’r gyfraith yn ei dweud. Mae’n edrych ar yr hyn a wnaeth y "
                    "drosedd i chi. Nid yw’n edrych ar beth y credwch chi y dylai’r ddedfryd fod, felly nid yw hynny’n "
                    "perthyn ynddo."
                ),
            ),
            (
                "Gallwch gael sgrin neu gyswllt fideo wrth ei ddarllen, os bydd y llys yn cytuno.",
                "Gallwch newid eich meddwl am ei ddarllen, hyd at y diwrnod ei hun.",
            ),
        ),
    ),
)

COMPLAINT: tuple[str, str, tuple[Part, ...]] = (
    "Os nad yw rhywbeth yn iawn",
    (
        "Mae dau beth yn wahanol, a gallwch wneud y ddau: cwyno am y ffordd y gwnaethom eich trin, a gofyn i ni edrych "
        "ar benderfyniad eto."
    ),
    (
        (
            "Mae cwyn yn ymwneud â’n gwasanaeth",
            (
                (
                    "Er enghraifft, ein bod wedi ysgrifennu’n hwyr, na ffoniodd neb yn ôl, bod llythyr yn oeraidd "
                    "neu’n anghywir, neu ein bod wedi cysylltu â chi mewn ffordd nad oedd yn ddiogel. Byddwn yn edrych "
                    "ar yr hyn a aeth o’i le, yn dweud hynny, ac yn unioni’r hyn a allwn."
                ),
                "Nid yw cwyno’n newid dim yn y ffordd yr ymdrinnir â’ch achos. Ni fydd neb yn meddwl llai ohonoch.",
            ),
            (),
        ),
        (
            "Mae adolygiad yn ymwneud â phenderfyniad",
            (
                (
                    "Os penderfynwyd peidio â chyhuddo neb, neu roi’r gorau i achos, gall erlynydd arall yn aml edrych "
                    "ar hynny eto. Nid cwyn yw hynny. Mae ganddo ei derfynau amser ei hun, felly peidiwch ag aros am "
                    "ateb i gŵyn cyn gofyn amdano."
                ),
            ),
            (),
        ),
        (
            "Gallwch ddweud wrth eich person cyswllt yn gyntaf",
            (
                (
                    "Yn aml y ffordd gyflymaf yw dweud wrth eich person cyswllt. Gall unioni llawer o bethau ar "
                    "unwaith. Nid oes rhaid i chi: gallwch gwyno’n syth, ac am eich person cyswllt hefyd."
                ),
            ),
            (),
        ),
        (
            "Sut i gwyno",
            (
                (
                    "Cwynwch yma, ysgrifennwch atom drwy e-bost neu lythyr, dywedwch wrth eich person cyswllt, neu "
                    "gofynnwch i rywun yr ydych yn ymddiried ynddo ei wneud drosoch. Mae’r cyfeiriadau ar ddiwedd pob "
                    "llythyr gennym."
                ),
                (
                    "Byddwn yn dweud wrthych fod eich cwyn gennym, pwy sy’n edrych arni, ac erbyn pryd y cewch ateb. "
                    "Os nad ydych yn fodlon ar yr ateb, gallwch ofyn i rywun uwch edrych."
                ),
            ),
            (),
        ),
        (
            "Os nad ydym wedi’i unioni",
            (
                (
                    "Ar ôl ein hatebion ni, gallwch ofyn i Aseswr Annibynnol Cwynion Gwasanaeth Erlyn y Goron. Mae’n "
                    "edrych ar y ffordd y gwnaethom eich trin, nid ar benderfyniadau am yr achos."
                ),
                (
                    "Os yw’n ymwneud â’ch hawliau o dan y Cod Dioddefwyr, gallwch hefyd ofyn i Ombwdsmon y Senedd a’r "
                    "Gwasanaeth Iechyd. Gall eich Aelod Seneddol ei anfon ato."
                ),
            ),
            (),
        ),
        (
            "Os yw’n ymwneud â rhywun arall",
            ("Mae gan bob un ei bobl ei hun sy’n edrych ar gwynion:",),
            (
                "yr heddlu, am yr ymchwiliad, Gofal Tystion a’ch eiddo",
                "y llys, am y ffordd y cawsoch eich trin yn yr adeilad",
                "y Gwasanaeth Prawf, am yr hyn sy’n digwydd ar ôl dedfryd",
            ),
        ),
    ),
)
