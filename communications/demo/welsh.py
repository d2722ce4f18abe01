"""What a Welsh-speaking member of staff would write for what the demo's staff wrote in English.

Kept beside the English of `offences` and `history`. A phrase that is not here leaves its letter waiting for a
translator, as it would in the office.
"""

from types import MappingProxyType

#: English to Welsh. Descriptions follow "ynghylch" and "yr achos", so they begin with an article or "eich".
WELSH = MappingProxyType(
    {
        "the burglary at your home": "y fyrgleriaeth yn eich cartref",
        "the theft of your belongings": "lladrata eich eiddo",
        "the robbery": "y lladrad",
        "the assault on you": "yr ymosodiad arnoch chi",
        "the assault on you at home": "yr ymosodiad arnoch chi gartref",
        "the messages and visits that you did not want": "y negeseuon a'r ymweliadau nad oeddech chi am eu cael",
        "the rape that you reported to the police": "y trais rhywiol y gwnaethoch chi roi gwybod i'r heddlu amdano",
        "the sexual assault on you": "yr ymosodiad rhywiol arnoch chi",
        "the way you were treated": "y ffordd y cawsoch chi eich trin",
        "the abuse that was shouted at you": "y cam-drin a gafodd ei weiddi atoch chi",
        "the racist abuse directed at you": "y cam-drin hiliol a gafodd ei anelu atoch chi",
        "the attack in which you were wounded": "yr ymosodiad pan gawsoch chi eich clwyfo",
        "the collision in which your relative died": "y gwrthdrawiad pan fu farw eich perthynas",
        "the death of your relative": "marwolaeth eich perthynas",
        "Burglary dwelling": "byrgleriaeth mewn annedd",
        "Theft": "dwyn",
        "Robbery": "lladrad",
        "Assault by beating": "ymosod drwy guro",
        "Harassment": "aflonyddu",
        "Rape of a woman aged 16 or over": "treisio menyw 16 oed neu drosodd",
        "Sexual assault": "ymosodiad rhywiol",
        "Cruelty to a person under 16": "creulondeb at berson dan 16 oed",
        "Public order offence aggravated by hostility": "trosedd trefn gyhoeddus a waethygwyd gan elyniaeth",
        "Racially aggravated harassment": "aflonyddu a waethygwyd gan hiliaeth",
        "Wounding with intent": "clwyfo gyda bwriad",
        "Causing death by careless driving": "achosi marwolaeth drwy yrru'n ddiofal",
        "Murder": "llofruddiaeth",
        "I know that this is not the news you hoped for, and that waiting for it has been hard on you. I am sorry for "
        "what you have been through since that day.": (
            "Rwy'n gwybod nad dyma'r newyddion yr oeddech chi'n gobeithio ei gael, a bod aros amdano wedi bod yn anodd "
            "i chi. Mae'n ddrwg gen i am yr hyn yr ydych chi wedi bod drwyddo ers y diwrnod hwnnw."
        ),
        "You said that you would like the case to end.\n\n"
        "The prosecutor read this and thought about it carefully before deciding.": (
            "Fe ddywedoch chi yr hoffech chi i'r achos ddod i ben.\n\n"
            "Darllenodd yr erlynydd hyn a meddwl yn ofalus amdano cyn penderfynu."
        ),
        "The camera at the entrance was not working that week, and the two people who were nearby did not see who it "
        "was. We looked at the phone records as well, and they do not show where the suspect was at the time.": (
            "Nid oedd y camera wrth y fynedfa'n gweithio yr wythnos honno, ac ni welodd y ddau berson a oedd gerllaw "
            "pwy oedd yno. Fe wnaethon ni edrych ar y cofnodion ffôn hefyd, ac nid ydyn nhw'n dangos ble'r oedd y "
            "sawl sydd dan amheuaeth ar y pryd."
        ),
        "What you told the police was clear and helpful. There was no other evidence that could show a court who was "
        "responsible: the samples that were tested did not give a result, and nobody else was present.": (
            "Roedd yr hyn a ddywedoch chi wrth yr heddlu yn glir ac o gymorth. Nid oedd tystiolaeth arall a allai "
            "ddangos i lys pwy oedd yn gyfrifol: ni roddodd y samplau a brofwyd ganlyniad, ac nid oedd neb arall yn "
            "bresennol."
        ),
        "There was enough evidence. The suspect has since been sentenced to a long time in prison for other offences, "
        "and a court would not be able to add to that sentence for this one.": (
            "Roedd digon o dystiolaeth. Ers hynny mae'r sawl sydd dan amheuaeth wedi cael dedfryd hir o garchar am "
            "droseddau eraill, ac ni fyddai llys yn gallu ychwanegu at y ddedfryd honno am y drosedd hon."
        ),
        "After the charge, the laboratory told us that the items found cannot be linked to the defendant. Without "
        "that link a court could not be sure who came into your home.": (
            "Ar ôl y cyhuddiad, dywedodd y labordy wrthym nad oes modd cysylltu'r eitemau a gafwyd â'r diffynnydd. Heb "
            "y cysylltiad hwnnw ni allai llys fod yn sicr pwy ddaeth i mewn i'ch cartref."
        ),
        "A witness who had been sure of what they saw has told the police that they are no longer sure. We looked for "
        "other evidence with the police and found none that could take its place.": (
            "Mae tyst a oedd yn sicr o'r hyn a welodd wedi dweud wrth yr heddlu nad yw'n sicr bellach. Fe wnaethon ni "
            "chwilio gyda'r heddlu am dystiolaeth arall, ac ni chawsom ddim a allai gymryd ei lle."
        ),
        "The recording that we relied on turned out to show a different evening. We asked the shop for the right one, "
        "and it had already been erased.": (
            "Gwelwyd bod y recordiad yr oeddem yn dibynnu arno yn dangos noson wahanol. Fe wnaethon ni ofyn i'r siop "
            "am yr un cywir, ac roedd eisoes wedi'i ddileu."
        ),
        "On the morning of the trial the medical evidence that we needed could not be given, and the judge refused "
        "our request for more time. Without it we could not prove how the injury was caused.": (
            "Ar fore'r treial ni fu modd rhoi'r dystiolaeth feddygol yr oedd ei hangen arnom, a gwrthododd y barnwr "
            "ein cais am fwy o amser. Hebddi ni allem brofi sut y cafodd yr anaf ei achosi."
        ),
        "For the charge about the second evening there is no recording and no other witness. The evidence about the "
        "first evening is different: it is strong, and that charge goes on.": (
            "Ar gyfer y cyhuddiad am yr ail noson nid oes recordiad na thyst arall. Mae'r dystiolaeth am y noson "
            "gyntaf yn wahanol: mae'n gryf, ac mae'r cyhuddiad hwnnw'n mynd yn ei flaen."
        ),
        "The new medical report says that the injury was less deep than was first thought. The law asks for more than "
        "that before the first charge can be proved, so we changed it to one that fits what the doctors found.": (
            "Mae'r adroddiad meddygol newydd yn dweud bod yr anaf yn llai dwfn nag a feddyliwyd i ddechrau. Mae'r "
            "gyfraith yn gofyn am fwy na hynny cyn y gellir profi'r cyhuddiad cyntaf, felly fe wnaethon ni ei newid am "
            "un sy'n cyd-fynd â'r hyn a welodd y meddygon."
        ),
        "You told the police that you no longer felt able to take part. We looked carefully at whether the other "
        "evidence would be enough by itself, and it was not.": (
            "Fe ddywedoch chi wrth yr heddlu nad oeddech chi'n teimlo y gallech chi gymryd rhan mwyach. Fe wnaethon ni "
            "edrych yn ofalus a fyddai'r dystiolaeth arall yn ddigon ynddi'i hun, ac nid oedd."
        ),
        "The evidence that you and others gave is strong enough for a court to consider.": (
            "Mae'r dystiolaeth a roddoch chi ac eraill yn ddigon cryf i lys ei hystyried."
        ),
    }
)
