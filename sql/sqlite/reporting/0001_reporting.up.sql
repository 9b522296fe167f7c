-- What people look at, derived from the journal and from nothing else: one table a noun, with the columns of the seed
-- documents (S0 to S4, see domain.md). Where seeds name one value twice, the second name is a virtual column, which
-- costs no space. Times are UTC text 'YYYY-MM-DD HH:MM:SS.fff', so they compare with datetime('now', ...).
-- Columns whose feature comes later (deadlines, failures) read 0 or NULL.

-- How far the journal is applied; written in the transaction of the rows it stands for. journal_row: grain, sequence
-- and Unix milliseconds of the row at the position, to notice another journal in the old one's place.
CREATE TABLE projection_position (
    name        TEXT PRIMARY KEY NOT NULL,
    position    INTEGER NOT NULL,
    journal_row TEXT NOT NULL
) WITHOUT ROWID;

INSERT INTO projection_position (name, position, journal_row) VALUES ('reporting', 0, '');

-- S0 and S3. number: never used twice, also not after a deletion. capabilities, constraints: JSON arrays.
CREATE TABLE sessions (
    number             INTEGER PRIMARY KEY AUTOINCREMENT,
    id                 TEXT NOT NULL UNIQUE,
    type               TEXT NOT NULL,
    name               TEXT,
    status             TEXT NOT NULL,
    project_path       TEXT,
    workspace          TEXT,
    branch             TEXT,
    main_agent_id      TEXT,
    capabilities       TEXT NOT NULL DEFAULT '[]',
    constraints        TEXT NOT NULL DEFAULT '[]',
    metadata_json      TEXT,
    summary            TEXT,
    created_at         TEXT NOT NULL,
    last_activity      TEXT NOT NULL,
    end_time           TEXT,
    termination_reason TEXT,
    event_count        INTEGER NOT NULL DEFAULT 0,
    restored_from      TEXT,
    start_time         TEXT AS (created_at) VIRTUAL,
    terminated_at      TEXT AS (CASE WHEN termination_reason IS NOT NULL THEN end_time END) VIRTUAL,
    -- S0 keeps the summary of an ended session inside its metadata.
    metadata           TEXT AS (CASE WHEN summary IS NULL THEN metadata_json
                                     ELSE json_set(coalesce(metadata_json, '{}'), '$.summary', summary) END) VIRTUAL
);

CREATE INDEX idx_sessions_status ON sessions (status, start_time);
CREATE INDEX idx_sessions_created_at ON sessions (created_at);

-- Sessions that died, and of which not everything that was held may be given back: the number of the last such event.
CREATE TABLE sessions_unsettled (
    session_id TEXT PRIMARY KEY NOT NULL,
    event      INTEGER NOT NULL,
    since      TEXT NOT NULL
) WITHOUT ROWID;

-- S0: what was logged in a session.
CREATE TABLE session_events (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL,
    session_id TEXT NOT NULL,
    event_type TEXT NOT NULL,
    agent_id   TEXT,
    event_data TEXT,
    timestamp  TEXT NOT NULL
);

CREATE INDEX idx_events_id ON session_events (id);
CREATE INDEX idx_events_session ON session_events (session_id, timestamp);
CREATE INDEX idx_events_agent ON session_events (agent_id, timestamp) WHERE agent_id IS NOT NULL;

-- S0, S1, S2 and S4. integration_components: JSON object of component and status. delivery: JSON object of where messages
-- are brought to it, NULL for an agent that fetches them. average_response_time: mean milliseconds from a message to
-- the agent's response to it. last_progress: when it last sent or acknowledged a message, reported metrics, changed its
-- status or its current task. stalled_since: since when it makes no progress with work in hand, NULL while it is not
-- known to be stalled. total_conversations: those it ever took part in.
CREATE TABLE agents (
    id                      TEXT PRIMARY KEY NOT NULL,
    name                    TEXT NOT NULL,
    type                    TEXT NOT NULL,
    workspace_path          TEXT,
    status                  TEXT NOT NULL,
    pid                     INTEGER,
    mcp_port                INTEGER,
    capabilities            TEXT,
    config                  TEXT,
    epoch                   INTEGER NOT NULL,
    parent_id               TEXT,
    session_id              TEXT,
    team                    TEXT,
    department              TEXT,
    captain                 TEXT,
    specialization          TEXT,
    current_focus           TEXT,
    current_task            TEXT,
    branch                  TEXT,
    uncommitted_changes     INTEGER,
    cycle_count             INTEGER,
    last_cycle              TEXT,
    tasks_completed         INTEGER,
    coordination_efficiency REAL,
    integration_components  TEXT,
    delivery                TEXT,
    metrics                 TEXT,
    last_heartbeat          TEXT,
    last_progress           TEXT,
    stalled_since           TEXT,
    created_at              TEXT NOT NULL,
    registered_at           TEXT NOT NULL,
    last_updated            TEXT NOT NULL,
    total_conversations     INTEGER NOT NULL DEFAULT 0,
    total_messages_sent     INTEGER NOT NULL DEFAULT 0,
    total_messages_received INTEGER NOT NULL DEFAULT 0,
    average_response_time   REAL,
    last_conversation_at    TEXT
);

CREATE INDEX idx_agents_status ON agents (status, last_heartbeat);
CREATE INDEX idx_agents_created_at ON agents (created_at, id);
CREATE INDEX idx_agent_team ON agents (team) WHERE team IS NOT NULL;
CREATE INDEX idx_agents_stalled ON agents (stalled_since) WHERE stalled_since IS NOT NULL;
CREATE INDEX idx_agents_department ON agents (department) WHERE department IS NOT NULL;
CREATE INDEX idx_agents_session ON agents (session_id) WHERE session_id IS NOT NULL;

-- Running totals of every agent id that ever sent or was sent something, registered or not. The agents table shows
-- them for those that are registered. failed, dead_lettered, expired: how many messages to it stand so now; retried: how
-- many of those to it were handed out more than once since they last came in. What is for any one of a group counts for the
-- member that did it.
CREATE TABLE agent_totals (
    agent_id             TEXT PRIMARY KEY NOT NULL,
    conversations        INTEGER NOT NULL,
    messages_sent        INTEGER NOT NULL,
    messages_received    INTEGER NOT NULL,
    acknowledged         INTEGER NOT NULL,
    failed               INTEGER NOT NULL,
    dead_lettered        INTEGER NOT NULL,
    expired              INTEGER NOT NULL,
    retried              INTEGER NOT NULL,
    delivery_ms          INTEGER NOT NULL,
    responses            INTEGER NOT NULL,
    response_ms          INTEGER NOT NULL,
    last_conversation_at TEXT,
    last_progress        TEXT
) WITHOUT ROWID;

-- Running totals of what one agent sent to another. failed: those that failed, were dead-lettered or expired.
CREATE TABLE agent_pairs (
    sender          TEXT NOT NULL,
    recipient       TEXT NOT NULL,
    messages        INTEGER NOT NULL,
    acknowledged    INTEGER NOT NULL,
    failed          INTEGER NOT NULL,
    delivery_ms     INTEGER NOT NULL,
    last_message_at TEXT NOT NULL,
    PRIMARY KEY (sender, recipient)
) WITHOUT ROWID;

CREATE INDEX idx_agent_pairs_recipient ON agent_pairs (recipient);

-- Agents that changed so that others must know, and whose mailbox and groups may not: the number of the last such event.
CREATE TABLE agents_unsettled (
    agent_id TEXT PRIMARY KEY NOT NULL,
    event    INTEGER NOT NULL,
    since    TEXT NOT NULL
) WITHOUT ROWID;

-- S2. agent_group: the group whose conversation it is.
CREATE TABLE conversations (
    id                  TEXT PRIMARY KEY NOT NULL,
    title               TEXT NOT NULL,
    description         TEXT,
    status              TEXT NOT NULL,
    direct              INTEGER NOT NULL,
    agent_group         TEXT,
    session_id          TEXT,
    task_id             TEXT,
    created_by_agent_id TEXT,
    participant_count   INTEGER NOT NULL DEFAULT 0,
    message_count       INTEGER NOT NULL DEFAULT 0,
    metadata            TEXT,
    created_at          TEXT NOT NULL,
    updated_at          TEXT NOT NULL,
    completed_at        TEXT
);

CREATE INDEX idx_conversations_status ON conversations (status, created_at);
CREATE INDEX idx_conversations_created_at ON conversations (created_at);
CREATE INDEX idx_conversations_task_id ON conversations (task_id) WHERE task_id IS NOT NULL;
CREATE INDEX idx_conversations_session ON conversations (session_id) WHERE session_id IS NOT NULL;

CREATE TABLE conversation_participants (
    id                   INTEGER PRIMARY KEY,
    conversation_id      TEXT NOT NULL,
    agent_id             TEXT NOT NULL,
    role                 TEXT NOT NULL,
    joined_at            TEXT NOT NULL,
    left_at              TEXT,
    is_active            INTEGER AS (left_at IS NULL) VIRTUAL,
    message_count        INTEGER NOT NULL DEFAULT 0,
    last_read_sequence   INTEGER NOT NULL DEFAULT 0,
    last_read_message_id TEXT,
    CONSTRAINT uq_conversation_agent UNIQUE (conversation_id, agent_id)
);

CREATE INDEX idx_conv_participants_agent ON conversation_participants (agent_id);

-- S0, S2 and S3. number: the order of the journal. content: the text itself where the sender gave a string, else its
-- JSON. recipients: how many it is for; acknowledged: how many of them are done with it; failed: for how many it failed,
-- was dead-lettered or expired, and failure_reason the last reason. It is delivered (processed)
-- when all are. tags: a JSON array. What tells a message from all others is its place in its conversation: an agent may
-- give an id that the host gave to another message before. Then the id and the deliveries under it stay the first one's.
-- answered_at: where there is a response_deadline, when the mailbox of who asked had an answer of who was asked, in time;
-- else when the first answer was sent.
CREATE TABLE messages (
    number            INTEGER PRIMARY KEY,
    id                TEXT NOT NULL,
    conversation_id   TEXT NOT NULL,
    sequence          INTEGER NOT NULL,
    session_id        TEXT,
    sender            TEXT NOT NULL,
    receiver          TEXT,
    type              TEXT NOT NULL,
    priority          INTEGER NOT NULL,
    tags              TEXT,
    thread_id         TEXT,
    parent_message_id TEXT,
    response_to       TEXT,
    correlation_id    TEXT,
    requires_response INTEGER NOT NULL,
    ask               INTEGER NOT NULL,
    response_deadline TEXT,
    request_opened_at TEXT,
    answered_at       TEXT,
    deadline_exceeded_at TEXT,
    delivery_method   TEXT,
    coordinates       TEXT,
    created_at        TEXT NOT NULL,
    edited_at         TEXT,
    edit_count        INTEGER NOT NULL,
    recipients        INTEGER NOT NULL,
    acknowledged      INTEGER NOT NULL,
    retry_count       INTEGER NOT NULL,
    max_retries       INTEGER NOT NULL,
    failed            INTEGER NOT NULL,
    failure_reason    TEXT,
    expires_at        TEXT,
    delivered_at      TEXT,
    context           TEXT,
    content_is_text   INTEGER NOT NULL,
    content           TEXT NOT NULL,
    content_json      TEXT AS (CASE WHEN content_is_text THEN json_quote(content) ELSE content END) VIRTUAL,
    metadata_json     TEXT AS (CASE WHEN tags IS NULL THEN context
                                    ELSE json_set(coalesce(context, '{}'), '$.tags', json(tags)) END) VIRTUAL,
    metadata          TEXT AS (metadata_json) VIRTUAL,
    from_agent        TEXT AS (sender) VIRTUAL,
    to_agent          TEXT AS (receiver) VIRTUAL,
    sender_agent_id   TEXT AS (sender) VIRTUAL,
    message_type      TEXT AS (type) VIRTUAL,
    timestamp         TEXT AS (created_at) VIRTUAL,
    updated_at        TEXT AS (coalesce(edited_at, created_at)) VIRTUAL,
    is_edited         INTEGER AS (edit_count > 0) VIRTUAL,
    delivered         INTEGER AS (delivered_at IS NOT NULL) VIRTUAL,
    processed         INTEGER AS (delivered_at IS NOT NULL) VIRTUAL,
    status            TEXT AS (CASE WHEN delivered_at IS NOT NULL THEN 'delivered' WHEN failed > 0 THEN 'failed'
                                    ELSE 'pending' END) VIRTUAL,
    response_status   TEXT AS (CASE WHEN requires_response = 0 THEN NULL WHEN deadline_exceeded_at IS NOT NULL THEN 'deadline-exceeded'
                                    WHEN answered_at IS NOT NULL THEN 'answered' ELSE 'pending' END) VIRTUAL
);

CREATE INDEX idx_messages_id ON messages (id);
CREATE UNIQUE INDEX idx_messages_conversation_id ON messages (conversation_id, sequence);
CREATE INDEX idx_messages_agents ON messages (sender, receiver);
CREATE INDEX idx_messages_sender ON messages (sender, number, type);
CREATE INDEX idx_messages_type ON messages (type);
CREATE INDEX idx_messages_session ON messages (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX idx_messages_open_requests ON messages (response_deadline)
    WHERE response_deadline IS NOT NULL AND answered_at IS NULL AND deadline_exceeded_at IS NULL;
CREATE INDEX idx_messages_unopened_requests ON messages (created_at)
    WHERE response_deadline IS NOT NULL AND request_opened_at IS NULL;
CREATE INDEX idx_messages_correlation ON messages (correlation_id) WHERE correlation_id IS NOT NULL;
CREATE INDEX idx_messages_thread_id ON messages (thread_id) WHERE thread_id IS NOT NULL;

-- One row a recipient. message_number, type: the message's number and type, so that what a recipient got is listed and counted from
-- an index alone. status: pending (on disk, not in the mailbox), queued, leased, acknowledged; or failed,
-- dead-lettered, expired. taken_at: since when it is in a receiver's hands, NULL when it is not; a lease that ran out and
-- another one don't begin it anew, unless another member of the group takes it. attempts: how many times it was handed out.
-- last_error: why it was last given back or ended. ended_at: when it failed, was dead-lettered or expired. delivery_ms: from sent to acknowledged. returns_at: until when it
-- stays away, given back or kept for a call that waits. recipient: an agent, or for any one of a group the group, and
-- taken_by the member that has or had it. method: how its sender or its agent wants it brought, where it is not fetched.
CREATE TABLE message_deliveries (
    message_id      TEXT NOT NULL,
    recipient       TEXT NOT NULL,
    message_number  INTEGER NOT NULL,
    type            TEXT NOT NULL,
    sender          TEXT NOT NULL,
    conversation_id TEXT NOT NULL,
    sequence        INTEGER NOT NULL,
    status          TEXT NOT NULL,
    attempts        INTEGER NOT NULL,
    max_retries     INTEGER NOT NULL,
    last_error      TEXT,
    sent_at         TEXT NOT NULL,
    expires_at      TEXT,
    queued_at       TEXT,
    taken_at        TEXT,
    leased_until    TEXT,
    returns_at      TEXT,
    taken_by        TEXT,
    method          TEXT,
    coordinate_validation TEXT NOT NULL,
    acknowledged_at TEXT,
    ended_at        TEXT,
    delivery_ms     INTEGER,
    holder          TEXT AS (coalesce(taken_by, recipient)) VIRTUAL,
    PRIMARY KEY (message_id, recipient)
) WITHOUT ROWID;

-- The last column is for the medians of delivery times, which are read from it alone.
CREATE INDEX idx_message_to_agent ON message_deliveries (recipient, message_number, sender, type, delivery_ms);
CREATE INDEX idx_deliveries_open ON message_deliveries (recipient) WHERE status IN ('pending', 'queued', 'leased');
CREATE INDEX idx_deliveries_held ON message_deliveries (holder, taken_at) WHERE taken_at IS NOT NULL;
CREATE INDEX idx_deliveries_dead ON message_deliveries (recipient, ended_at) WHERE status IN ('failed', 'dead-lettered');
CREATE INDEX idx_deliveries_expiring ON message_deliveries (expires_at)
    WHERE expires_at IS NOT NULL AND status IN ('queued', 'leased');
CREATE INDEX idx_deliveries_last_lease ON message_deliveries (leased_until)
    WHERE status = 'leased' AND attempts > max_retries;
CREATE INDEX idx_deliveries_taken ON message_deliveries (taken_by) WHERE taken_by IS NOT NULL;
CREATE INDEX idx_deliveries_outgoing ON message_deliveries (recipient)
    WHERE method IN ('webhook', 'tmux', 'gui') AND status IN ('queued', 'leased');
CREATE INDEX idx_deliveries_pending ON message_deliveries (conversation_id, sent_at) WHERE status = 'pending';

-- How many messages and deliveries there are of each kind. They are counted as they come, so that nobody reads millions of rows
-- to know. method: '' for fetching; attempts and delivery_ms: of all of them together.
CREATE TABLE message_totals (
    type        TEXT NOT NULL,
    priority    INTEGER NOT NULL,
    messages    INTEGER NOT NULL,
    PRIMARY KEY (type, priority)
) WITHOUT ROWID;

CREATE TABLE delivery_totals (
    status      TEXT NOT NULL,
    method      TEXT NOT NULL,
    deliveries  INTEGER NOT NULL,
    attempts    INTEGER NOT NULL,
    delivery_ms INTEGER NOT NULL,
    PRIMARY KEY (status, method)
) WITHOUT ROWID;

-- S3. current_task: a task's id. reported_performance: the figures its creator gave, a JSON object. What is measured of it is
-- asked of its members' messages and tasks: those of agents whose department is its id, or its name in no other session.
CREATE TABLE departments (
    number               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                   TEXT NOT NULL UNIQUE,
    name                 TEXT NOT NULL,
    domain               TEXT NOT NULL,
    session_id           TEXT NOT NULL,
    is_active            INTEGER NOT NULL,
    current_task         TEXT,
    reported_performance TEXT,
    created_at           TEXT NOT NULL,
    updated_at           TEXT NOT NULL
);

CREATE INDEX idx_departments_session ON departments (session_id, name);

-- S2 and S4. board: the session's or the project's. dependencies, labels, required_capabilities: JSON arrays. awaited: how
-- many of those it depends on are not completed. over_budget: which limit of its budget is reached, NULL for none.
CREATE TABLE tasks (
    number                INTEGER PRIMARY KEY AUTOINCREMENT,
    id                    TEXT NOT NULL UNIQUE,
    board                 TEXT NOT NULL,
    title                 TEXT NOT NULL,
    description           TEXT,
    status                TEXT NOT NULL,
    priority              INTEGER NOT NULL,
    assignee              TEXT,
    lease_expires_at      TEXT,
    dependencies          TEXT NOT NULL,
    awaited               INTEGER NOT NULL DEFAULT 0,
    parent_id             TEXT,
    session_id            TEXT,
    conversation_id       TEXT,
    labels                TEXT NOT NULL,
    required_capabilities TEXT NOT NULL,
    estimate_hours        REAL,
    attempts              INTEGER NOT NULL DEFAULT 0,
    reason                TEXT,
    over_budget           TEXT,
    result                TEXT,
    created_by            TEXT,
    metadata              TEXT,
    created_at            TEXT NOT NULL,
    updated_at            TEXT NOT NULL,
    started_at            TEXT,
    ended_at              TEXT,
    ready                 INTEGER AS (status IN ('pending', 'assigned') AND awaited = 0 AND over_budget IS NULL) VIRTUAL,
    assigned_to           TEXT AS (assignee) VIRTUAL,
    completed_at          TEXT AS (CASE WHEN status = 'completed' THEN ended_at END) VIRTUAL
);

CREATE INDEX idx_tasks_status ON tasks (status, board);
CREATE INDEX idx_tasks_ready ON tasks (board, -priority, number) WHERE ready = 1;
CREATE INDEX idx_tasks_assignee ON tasks (assignee) WHERE assignee IS NOT NULL;
CREATE INDEX idx_tasks_session ON tasks (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX idx_tasks_conversation_id ON tasks (conversation_id) WHERE conversation_id IS NOT NULL;
CREATE INDEX idx_tasks_parent ON tasks (parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX idx_tasks_lease ON tasks (lease_expires_at) WHERE lease_expires_at IS NOT NULL;

CREATE TABLE task_dependencies (
    task_id    TEXT NOT NULL,
    depends_on TEXT NOT NULL,
    PRIMARY KEY (task_id, depends_on)
) WITHOUT ROWID;

CREATE INDEX idx_task_dependents ON task_dependencies (depends_on);

-- S4: every change of a task. event_type: created, updated, assigned, claimed, returned, blocked, unblocked, completed,
-- failed, cancelled, retried, budget_stopped, budget_resumed. Renewals of leases are no changes.
CREATE TABLE task_events (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    task_id         TEXT NOT NULL,
    event_type      TEXT NOT NULL,
    previous_status TEXT,
    new_status      TEXT,
    assigned_to     TEXT,
    changed_by      TEXT,
    details         TEXT,
    timestamp       TEXT NOT NULL
);

CREATE INDEX idx_task_events_task_id ON task_events (task_id);
CREATE INDEX idx_task_events_type_time ON task_events (event_type, timestamp);
CREATE INDEX idx_task_events_assigned ON task_events (assigned_to) WHERE assigned_to IS NOT NULL;

-- Who holds which files of a project. mode: exclusive, shared. patterns: a JSON array, relative to the project's folder.
-- status: active, released, expired, forced; an active one whose expires_at is over is about to expire. ended_by: the agent
-- or the operator that ended it, NULL where the host did.
CREATE TABLE file_leases (
    number     INTEGER PRIMARY KEY AUTOINCREMENT,
    id         TEXT NOT NULL UNIQUE,
    project    TEXT NOT NULL,
    agent_id   TEXT NOT NULL,
    epoch      INTEGER,
    session_id TEXT,
    task_id    TEXT,
    mode       TEXT NOT NULL,
    patterns   TEXT NOT NULL,
    reason     TEXT,
    status     TEXT NOT NULL,
    created_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    ended_at   TEXT,
    ended_by   TEXT,
    end_reason TEXT
);

CREATE INDEX idx_file_leases_project ON file_leases (project, status);
CREATE INDEX idx_file_leases_agent ON file_leases (agent_id, status);
CREATE INDEX idx_file_leases_session ON file_leases (session_id) WHERE session_id IS NOT NULL;
CREATE INDEX idx_file_leases_expiry ON file_leases (expires_at) WHERE status = 'active';

-- Every change of a lease but its renewals. event_type: reserved, released, expired, forced; changed_by and reason say who
-- forced it and why.
CREATE TABLE file_lease_events (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    lease_id   TEXT NOT NULL,
    event_type TEXT NOT NULL,
    project    TEXT NOT NULL,
    agent_id   TEXT NOT NULL,
    changed_by TEXT,
    reason     TEXT,
    timestamp  TEXT NOT NULL
);

CREATE INDEX idx_file_lease_events_lease ON file_lease_events (lease_id);
CREATE INDEX idx_file_lease_events_type_time ON file_lease_events (event_type, timestamp);

-- S3. number: as of sessions. snapshot_json: the snapshot where it is not encrypted and has at most 64 KiB, else NULL; all
-- of it is read over HTTP. branches_json, tags: JSON arrays. priority: its word. size, checksum: of the snapshot's JSON as it
-- was given, in bytes and as SHA-256; stored_size: compressed and encrypted. blob: the name it is stored under, which equal
-- snapshots share. restored_from: the checkpoint that the session had last been restored from. session_state: the session as
-- it was. What expired or was deleted has no row.
CREATE TABLE checkpoints (
    number               INTEGER PRIMARY KEY AUTOINCREMENT,
    id                   TEXT NOT NULL UNIQUE,
    name                 TEXT NOT NULL,
    session_id           TEXT NOT NULL,
    timestamp            TEXT NOT NULL,
    snapshot_json        TEXT,
    branches_json        TEXT NOT NULL,
    feature              TEXT,
    priority             TEXT,
    author               TEXT,
    description          TEXT,
    workflow_id          TEXT,
    step_id              TEXT,
    tags                 TEXT NOT NULL,
    created_by           TEXT,
    size                 INTEGER NOT NULL,
    stored_size          INTEGER NOT NULL,
    checksum             TEXT NOT NULL,
    compressed           INTEGER NOT NULL,
    encrypted            INTEGER NOT NULL,
    key_id               TEXT,
    blob                 TEXT NOT NULL,
    retention_expires_at TEXT,
    restored_from        TEXT,
    session_state        TEXT NOT NULL,
    created_at           TEXT NOT NULL
);

CREATE INDEX idx_checkpoints_session ON checkpoints (session_id, created_at);
CREATE INDEX idx_checkpoints_feature ON checkpoints (feature, created_at) WHERE feature IS NOT NULL;
CREATE INDEX idx_checkpoints_timestamp ON checkpoints (timestamp);
CREATE INDEX idx_checkpoints_created_at ON checkpoints (created_at);
CREATE INDEX idx_checkpoints_blob ON checkpoints (blob);
CREATE INDEX idx_checkpoints_expiring ON checkpoints (retention_expires_at) WHERE retention_expires_at IS NOT NULL;

-- What agents used of models, a row a report. number of an agent's report: agent_number. cost: US dollars. timestamp: when it
-- was used.
CREATE TABLE usage (
    number              INTEGER PRIMARY KEY AUTOINCREMENT,
    agent_id            TEXT NOT NULL,
    agent_number        INTEGER NOT NULL,
    session_id          TEXT,
    task_id             TEXT,
    department          TEXT,
    model               TEXT NOT NULL,
    input_tokens        INTEGER NOT NULL,
    output_tokens       INTEGER NOT NULL,
    cached_input_tokens INTEGER NOT NULL,
    cost                REAL NOT NULL,
    metadata            TEXT,
    timestamp           TEXT NOT NULL,
    reported_at         TEXT NOT NULL
);

-- The report by day and model is read from this index alone.
CREATE INDEX idx_usage_time ON usage (timestamp, model, input_tokens, output_tokens, cached_input_tokens, cost);
CREATE INDEX idx_usage_agent ON usage (agent_id, timestamp);
CREATE INDEX idx_usage_session ON usage (session_id, timestamp) WHERE session_id IS NOT NULL;
CREATE INDEX idx_usage_task ON usage (task_id, timestamp) WHERE task_id IS NOT NULL;
CREATE INDEX idx_usage_department ON usage (department, timestamp) WHERE department IS NOT NULL;

-- Budgets that were used or set. kind: agent, session, task, department. status: ok, warned, stopped; reason as of when it
-- last changed. Limits are NULL where there are none.
CREATE TABLE budgets (
    number              INTEGER PRIMARY KEY AUTOINCREMENT,
    scope               TEXT NOT NULL UNIQUE,
    kind                TEXT NOT NULL,
    name                TEXT NOT NULL,
    reports             INTEGER NOT NULL DEFAULT 0,
    input_tokens        INTEGER NOT NULL DEFAULT 0,
    output_tokens       INTEGER NOT NULL DEFAULT 0,
    cached_input_tokens INTEGER NOT NULL DEFAULT 0,
    cost                REAL NOT NULL DEFAULT 0,
    warn_cost           REAL,
    stop_cost           REAL,
    warn_tokens         INTEGER,
    stop_tokens         INTEGER,
    status              TEXT NOT NULL DEFAULT 'ok',
    reason              TEXT,
    created_at          TEXT NOT NULL,
    updated_at          TEXT NOT NULL
);

CREATE INDEX idx_budgets_kind ON budgets (kind, status);
CREATE INDEX idx_budgets_status ON budgets (status) WHERE status <> 'ok';

-- Budgets of whose last news others may not know; event is its number within the budget.
CREATE TABLE budgets_unsettled (
    scope TEXT PRIMARY KEY NOT NULL,
    event INTEGER NOT NULL,
    since TEXT NOT NULL
) WITHOUT ROWID;

-- Access tokens. What their secrets are verified with stands in the journal alone.
CREATE TABLE access_tokens (
    number            INTEGER PRIMARY KEY AUTOINCREMENT,
    id                TEXT NOT NULL UNIQUE,
    name              TEXT NOT NULL,
    role              TEXT NOT NULL,
    agent_id          TEXT,
    created_by        TEXT,
    expires_at        TEXT,
    revoked_at        TEXT,
    revoked_by        TEXT,
    revocation_reason TEXT,
    created_at        TEXT NOT NULL
);

CREATE INDEX idx_access_tokens_agent ON access_tokens (agent_id) WHERE agent_id IS NOT NULL;
CREATE INDEX idx_access_tokens_created_at ON access_tokens (created_at);

-- Who was refused what, and which operators acted as agents. count: how often since since.
CREATE TABLE audit (
    number    INTEGER PRIMARY KEY AUTOINCREMENT,
    position  INTEGER NOT NULL,
    kind      TEXT NOT NULL,
    token_id  TEXT,
    role      TEXT,
    agent_id  TEXT,
    operation TEXT NOT NULL,
    acted_as  TEXT,
    reason    TEXT,
    remote    TEXT,
    count     INTEGER NOT NULL,
    since     TEXT NOT NULL,
    timestamp TEXT NOT NULL
);

CREATE INDEX idx_audit_timestamp ON audit (timestamp);
CREATE INDEX idx_audit_token ON audit (token_id, timestamp) WHERE token_id IS NOT NULL;
CREATE INDEX idx_audit_acted_as ON audit (acted_as, timestamp) WHERE acted_as IS NOT NULL;

-- S1: a row a recipient. status: pending, processed, failed. delivery_status: pending, delivered, failed; what was
-- dead-lettered or expired has failed. processed_at: when it was acknowledged or ended. retry_count: how many times it
-- was handed out again since it last came in; max_retries: how many times it may be. delivery_time_ms: from sent to
-- acknowledged, NULL before. The join is an outer one, and most columns the delivery's, so that a query which asks for
-- none of the message's own reads no message.
CREATE VIEW agent_messages AS
SELECT d.message_id                                                              AS message_id,
       d.sender                                                                  AS from_agent,
       coalesce(d.taken_by, d.recipient)                                         AS to_agent,
       CASE m.priority WHEN 1 THEN 'low' WHEN 2 THEN 'normal' WHEN 3 THEN 'high' ELSE 'urgent' END AS priority,
       coalesce(m.tags, '[]')                                                    AS tags,
       m.content                                                                 AS content,
       d.sent_at                                                                 AS sent_at,
       coalesce(d.acknowledged_at, d.ended_at)                                   AS processed_at,
       CASE d.status WHEN 'acknowledged' THEN 'processed' WHEN 'failed' THEN 'failed' WHEN 'dead-lettered' THEN 'failed'
                     WHEN 'expired' THEN 'failed' ELSE 'pending' END             AS status,
       m.coordinates                                                             AS pyautogui_coordinates,
       coalesce(d.method, 'inbox')                                               AS delivery_method,
       CASE d.status WHEN 'acknowledged' THEN 'delivered' WHEN 'failed' THEN 'failed' WHEN 'dead-lettered' THEN 'failed'
                     WHEN 'expired' THEN 'failed' ELSE 'pending' END             AS delivery_status,
       max(d.attempts - 1, 0)                                                    AS retry_count,
       d.max_retries                                                             AS max_retries,
       d.delivery_ms                                                             AS delivery_time_ms,
       d.coordinate_validation                                                   AS coordinate_validation_status
FROM message_deliveries d
LEFT JOIN messages m ON m.conversation_id = d.conversation_id AND m.sequence = d.sequence;

-- S1. integration_status: that of all components where they agree, 'mixed' where they don't.
CREATE VIEW agent_workspaces AS
SELECT a.id                                  AS agent_id,
       a.team                                AS team,
       a.specialization                      AS specialization,
       a.captain                             AS captain,
       a.status                              AS status,
       a.last_cycle                          AS last_cycle,
       a.current_focus                       AS current_focus,
       coalesce(a.cycle_count, 0)            AS cycle_count,
       coalesce(a.tasks_completed, 0)        AS tasks_completed,
       coalesce(a.coordination_efficiency, 0.0) AS coordination_efficiency,
       0.0                                   AS v2_compliance,
       a.last_updated                        AS last_updated,
       (SELECT CASE count(DISTINCT c.value) WHEN 0 THEN 'pending' WHEN 1 THEN min(c.value) ELSE 'mixed' END
        FROM json_each(coalesce(a.integration_components, '{}')) c) AS integration_status,
       (SELECT json_group_array(c.key) FROM json_each(coalesce(a.integration_components, '{}')) c) AS integration_components,
       0                                     AS integration_tests_passed,
       0                                     AS integration_tests_total,
       coalesce(json_extract(a.integration_components, '$.messaging'), 'pending')    AS messaging_system_status,
       coalesce(json_extract(a.integration_components, '$.discord'), 'pending')      AS discord_commander_status,
       coalesce(json_extract(a.integration_components, '$.core_systems'), 'pending') AS core_systems_status
FROM agents a;

-- Full text. The text itself stays in the tables (external content); triggers keep the rare sessions, the projector
-- keeps the many messages.
CREATE VIRTUAL TABLE sessions_fts USING fts5 (
    id, name, type, summary, project_path, workspace, branch,
    content = 'sessions', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER sessions_fts_insert AFTER INSERT ON sessions BEGIN
    INSERT INTO sessions_fts (rowid, id, name, type, summary, project_path, workspace, branch)
    VALUES (new.number, new.id, new.name, new.type, new.summary, new.project_path, new.workspace, new.branch);
END;

CREATE TRIGGER sessions_fts_delete AFTER DELETE ON sessions BEGIN
    INSERT INTO sessions_fts (sessions_fts, rowid, id, name, type, summary, project_path, workspace, branch)
    VALUES ('delete', old.number, old.id, old.name, old.type, old.summary, old.project_path, old.workspace, old.branch);
END;

CREATE TRIGGER sessions_fts_update AFTER UPDATE OF name, summary, project_path, workspace, branch ON sessions BEGIN
    INSERT INTO sessions_fts (sessions_fts, rowid, id, name, type, summary, project_path, workspace, branch)
    VALUES ('delete', old.number, old.id, old.name, old.type, old.summary, old.project_path, old.workspace, old.branch);
    INSERT INTO sessions_fts (rowid, id, name, type, summary, project_path, workspace, branch)
    VALUES (new.number, new.id, new.name, new.type, new.summary, new.project_path, new.workspace, new.branch);
END;

CREATE VIRTUAL TABLE tasks_fts USING fts5 (
    id, title, description, labels, content = 'tasks', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER tasks_fts_insert AFTER INSERT ON tasks BEGIN
    INSERT INTO tasks_fts (rowid, id, title, description, labels)
    VALUES (new.number, new.id, new.title, new.description, new.labels);
END;

CREATE TRIGGER tasks_fts_update AFTER UPDATE OF title, description, labels ON tasks BEGIN
    INSERT INTO tasks_fts (tasks_fts, rowid, id, title, description, labels)
    VALUES ('delete', old.number, old.id, old.title, old.description, old.labels);
    INSERT INTO tasks_fts (rowid, id, title, description, labels)
    VALUES (new.number, new.id, new.title, new.description, new.labels);
END;

CREATE VIRTUAL TABLE checkpoints_fts USING fts5 (
    id, name, description, feature, tags,
    content = 'checkpoints', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TRIGGER checkpoints_fts_insert AFTER INSERT ON checkpoints BEGIN
    INSERT INTO checkpoints_fts (rowid, id, name, description, feature, tags)
    VALUES (new.number, new.id, new.name, new.description, new.feature, new.tags);
END;

CREATE TRIGGER checkpoints_fts_delete AFTER DELETE ON checkpoints BEGIN
    INSERT INTO checkpoints_fts (checkpoints_fts, rowid, id, name, description, feature, tags)
    VALUES ('delete', old.number, old.id, old.name, old.description, old.feature, old.tags);
END;

CREATE VIRTUAL TABLE messages_fts USING fts5 (
    content, content = 'messages', content_rowid = 'number', tokenize = 'unicode61 remove_diacritics 2'
);

-- Batches are large when the tables are built: more memory before a segment is written, and fewer merges of segments.
-- Measured: 15 % less time for all of the projection.
INSERT INTO messages_fts (messages_fts, rank) VALUES ('hashsize', 16777216);
INSERT INTO messages_fts (messages_fts, rank) VALUES ('automerge', 8);
INSERT INTO messages_fts (messages_fts, rank) VALUES ('crisismerge', 32);
