"""Examples of the API. They stand in its OpenAPI document, and a test sends each one."""

ONE_EVENT = {
    "event_id": "cms-000001",
    "occurred_at": "2026-03-03T14:20:00Z",
    "recorded_at": "2026-03-03T15:00:00Z",
    "source": "CMS",
    "case_urn": "45AA2000126",
    "kind": "STOPPED_BY_PROSECUTION",
    "payload": {"decision_code": "DISCONTINUE_ALL"},
}
A_BATCH = {
    "events": [
        {
            "event_id": "cms-000002",
            "occurred_at": "2026-03-03T10:05:00Z",
            "recorded_at": "2026-03-03T10:30:00Z",
            "source": "CMS",
            "case_urn": "45AA2000126",
            "kind": "BAIL_CHANGE",
            "payload": {"note": "Conditions changed in court"},
        },
        {
            "event_id": "cms-000003",
            "occurred_at": "2026-03-03T11:00:00Z",
            "recorded_at": "2026-03-03T11:10:00Z",
            "source": "CMS",
            "case_urn": "45AA2000126",
            "kind": "HEARING_LISTED",
            "payload": {"hearing_at": "2026-04-14T09:00:00Z", "court_name": "Anytown Magistrates' Court"},
        },
    ]
}
A_RECEIPT = {
    "id": "provider-7f2c",
    "reference": "0f0b8a52-6a3e-4c46-9f0e-0a5f6f8f2001",
    "status": "delivered",
    "completed_at": "2026-03-04T08:30:00Z",
}
