"""Addresses of the staff workspace. No address ever holds a name, a URN or another detail of a person."""

from django.urls import path

from web.workspace.views import (
    cases,
    contact,
    decisions,
    exemptions,
    information,
    invitations,
    letters,
    missing,
    not_taken_in,
    people,
    settling,
    victims,
    welsh,
    work,
)

app_name = "workspace"

urlpatterns = [
    path("", work.work, name="work"),
    path("work/<uuid:item_id>/", work.work_item, name="work-item"),
    path("work/<uuid:item_id>/messages/", not_taken_in.not_taken_in, name="not-taken-in"),
    path("victims/", victims.victims, name="victims"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<uuid:case_id>/", cases.overview, name="case"),
    path("cases/<uuid:case_id>/people/", cases.case_people, name="case-people"),
    path("cases/<uuid:case_id>/decisions/", cases.case_decisions, name="case-decisions"),
    path("cases/<uuid:case_id>/said/", cases.case_said, name="case-said"),
    path("cases/<uuid:case_id>/decisions/record/", decisions.record_decision, name="record-decision"),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/contact/", people.safe_contact, name="safe-contact"),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/triage/", people.triage_card, name="triage"),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/officer/", victims.allocate, name="allocate"),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/begin/", contact.begin, name="begin-contact"),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/contact/add/", contact.add_point, name="add-contact-point"),
    path(
        "cases/<uuid:case_id>/people/<uuid:victim_id>/contact/<uuid:point_id>/end/",
        contact.end_point,
        name="end-contact-point",
    ),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/rights/", contact.rights, name="rights"),
    path("cases/<uuid:case_id>/people/<uuid:victim_id>/invite/", invitations.invite, name="invite"),
    path(
        "cases/<uuid:case_id>/people/<uuid:victim_id>/invitation/cancel/",
        invitations.cancel,
        name="cancel-invitation",
    ),
    path(
        "cases/<uuid:case_id>/people/<uuid:victim_id>/invitation/came-back/",
        invitations.came_back,
        name="invitation-came-back",
    ),
    path(
        "cases/<uuid:case_id>/people/<uuid:victim_id>/online-access/end/",
        invitations.end_online_access,
        name="end-online-access",
    ),
    path("proposals/<uuid:proposal_id>/", decisions.proposal, name="proposal"),
    path("owed/<uuid:obligation_id>/exemption/", exemptions.exemption, name="exemption"),
    path("decisions/<uuid:decision_id>/victims/<uuid:victim_id>/open/", missing.owed_unopened, name="owed-unopened"),
    path("owed/<uuid:obligation_id>/start/", missing.owed_unwritten, name="owed-unwritten"),
    path("letters/<uuid:letter_id>/", letters.letter, name="letter"),
    path("letters/<uuid:letter_id>/another-way/", settling.other_way, name="other-way"),
    path("deliveries/<int:message_id>/", settling.delivery, name="delivery"),
    path("letters/<uuid:letter_id>/welsh/", welsh.letter_welsh, name="letter-welsh"),
    path("letters/<uuid:letter_id>/preview/", letters.preview, name="letter-preview"),
    path("letters/<uuid:letter_id>/letter.pdf", letters.pdf, name="letter-pdf"),
    path("accessibility/", information.accessibility, name="accessibility"),
    path("cookies/", information.cookies, name="cookies"),
    path("privacy/", information.privacy, name="privacy"),
    path("components/", information.gallery, name="gallery"),
    path("your-account/", information.account, name="account"),
]
