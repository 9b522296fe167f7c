-- What a cluster of silos keeps in PostgreSQL beside the journal: who is a member, reminders, snapshots of grains, and the
-- key by which its processes know each other. Orleans's ADO.NET providers read the statements they run from OrleansQuery,
-- by name; their parameters and the columns they read are the providers', everything else is ours.

CREATE TABLE cluster (
    cluster_id text    PRIMARY KEY,
    version    integer NOT NULL
);
COMMENT ON TABLE cluster IS 'One row a cluster: the version of its membership, raised by every change of it.';

CREATE TABLE silo (
    cluster_id    text        NOT NULL REFERENCES cluster ON DELETE CASCADE,
    address       text        NOT NULL,
    port          integer     NOT NULL,
    generation    integer     NOT NULL,
    name          text        NOT NULL,
    host_name     text        NOT NULL,
    status        integer     NOT NULL,
    gateway_port  integer     NOT NULL,
    suspect_times text,
    started_at    timestamptz NOT NULL,
    alive_at      timestamptz NOT NULL,
    PRIMARY KEY (cluster_id, address, port, generation)
);
COMMENT ON TABLE silo IS 'The silos, dead ones for a time. status: 1 created, 2 joining, 3 active, 4 shutting down, 5 stopping, 6 dead.';
COMMENT ON COLUMN silo.suspect_times IS 'Which silos take it for dead and since when, in the form of Orleans; null when none does.';

CREATE TABLE reminder (
    service_id text        NOT NULL,
    grain_id   text        NOT NULL,
    name       text        NOT NULL,
    start_at   timestamptz NOT NULL,
    period     bigint      NOT NULL,
    grain_hash integer     NOT NULL,
    version    integer     NOT NULL,
    PRIMARY KEY (service_id, grain_id, name)
);
COMMENT ON COLUMN reminder.period IS 'In milliseconds.';
COMMENT ON COLUMN reminder.grain_hash IS 'The uniform hash of the grain as a signed number. Each silo reads the range it is responsible for.';
CREATE INDEX reminder_by_hash ON reminder (service_id, grain_hash);

-- A row is found by all that the provider knows of a grain, not by its hashes alone: they are there so that the key stays
-- short to compare.
CREATE TABLE grain_state (
    service_id      text        NOT NULL,
    grain_type_hash integer     NOT NULL,
    grain_id_hash   integer     NOT NULL,
    grain_type      text        NOT NULL,
    grain_id_n0     bigint      NOT NULL,
    grain_id_n1     bigint      NOT NULL,
    grain_key       text        NOT NULL,
    payload         bytea,
    version         integer     NOT NULL,
    modified_at     timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (grain_id_hash, grain_type_hash, service_id, grain_type, grain_id_n0, grain_id_n1, grain_key)
) WITH (fillfactor = 80);
COMMENT ON TABLE grain_state IS 'Snapshots: a cache of the journal. Emptying it loses nothing.';
COMMENT ON COLUMN grain_state.payload IS 'JSON in UTF-8; null once cleared.';

CREATE TABLE cluster_key (
    cluster_id text        PRIMARY KEY,
    key        bytea       NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE cluster_key IS 'Secret: with it a gateway signs whom it speaks for, and silos believe that. Made by the process that comes first.';

CREATE TABLE OrleansQuery (
    QueryKey  text PRIMARY KEY,
    QueryText text NOT NULL
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES

-- Membership. A change counts only with the version it was decided upon, and raises it in the same statement: of two silos
-- that change it at once the second finds another version, since it waits for the row of the first.

('InsertMembershipVersionKey', $query$
    WITH made AS (
        INSERT INTO cluster (cluster_id, version) VALUES (@DeploymentId, 0)
        ON CONFLICT DO NOTHING
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM made)
$query$),

('InsertMembershipKey', $query$
    WITH raised AS (
        UPDATE cluster SET version = version + 1
        WHERE cluster_id = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT 1 FROM silo
            WHERE silo.cluster_id = cluster.cluster_id
              AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation)
        RETURNING cluster_id),
    made AS (
        INSERT INTO silo (
            cluster_id, address, port, generation, name, host_name, status, gateway_port, started_at, alive_at)
        SELECT cluster_id, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM raised
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM made)
$query$),

('UpdateMembershipKey', $query$
    WITH raised AS (
        UPDATE cluster SET version = version + 1
        WHERE cluster_id = @DeploymentId AND version = @Version AND EXISTS (
            SELECT 1 FROM silo
            WHERE silo.cluster_id = cluster.cluster_id
              AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation)
        RETURNING cluster_id),
    changed AS (
        UPDATE silo
        SET status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
        FROM raised
        WHERE silo.cluster_id = raised.cluster_id
          AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM changed)
$query$),

('UpdateIAmAlivetimeKey', $query$
    UPDATE silo SET alive_at = @IAmAliveTime
    WHERE cluster_id = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation
$query$),

('MembershipReadRowKey', $query$
    SELECT cluster.version AS Version, silo.address AS Address, silo.port AS Port, silo.generation AS Generation,
        silo.name AS SiloName, silo.host_name AS HostName, silo.status AS Status, silo.gateway_port AS ProxyPort,
        silo.suspect_times AS SuspectTimes, silo.started_at AS StartTime, silo.alive_at AS IAmAliveTime
    FROM cluster
    LEFT JOIN silo ON silo.cluster_id = cluster.cluster_id
        AND silo.address = @Address AND silo.port = @Port AND silo.generation = @Generation
    WHERE cluster.cluster_id = @DeploymentId
$query$),

('MembershipReadAllKey', $query$
    SELECT cluster.version AS Version, silo.address AS Address, silo.port AS Port, silo.generation AS Generation,
        silo.name AS SiloName, silo.host_name AS HostName, silo.status AS Status, silo.gateway_port AS ProxyPort,
        silo.suspect_times AS SuspectTimes, silo.started_at AS StartTime, silo.alive_at AS IAmAliveTime
    FROM cluster
    LEFT JOIN silo ON silo.cluster_id = cluster.cluster_id
    WHERE cluster.cluster_id = @DeploymentId
$query$),

('GatewaysQueryKey', $query$
    SELECT address AS Address, gateway_port AS ProxyPort, generation AS Generation
    FROM silo
    WHERE cluster_id = @DeploymentId AND status = @Status AND gateway_port > 0
$query$),

('DeleteMembershipTableEntriesKey', $query$
    DELETE FROM cluster WHERE cluster_id = @DeploymentId
$query$),

('CleanupDefunctSiloEntriesKey', $query$
    DELETE FROM silo WHERE cluster_id = @DeploymentId AND status = 6 AND alive_at < @IAmAliveTime
$query$),

-- Reminders.

('UpsertReminderRowKey', $query$
    INSERT INTO reminder (service_id, grain_id, name, start_at, period, grain_hash, version)
    VALUES (@ServiceId, @GrainId, @ReminderName, @StartTime, @Period, @GrainHash, 0)
    ON CONFLICT (service_id, grain_id, name) DO UPDATE
    SET start_at = excluded.start_at, period = excluded.period, grain_hash = excluded.grain_hash, version = reminder.version + 1
    RETURNING version AS Version
$query$),

('ReadReminderRowsKey', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_at AS StartTime, period AS Period, version AS Version
    FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId
$query$),

('ReadReminderRowKey', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_at AS StartTime, period AS Period, version AS Version
    FROM reminder WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName
$query$),

-- A range of hashes begins behind its first and ends with its last; the second kind goes over the end of the numbers.

('ReadRangeRows1Key', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_at AS StartTime, period AS Period, version AS Version
    FROM reminder WHERE service_id = @ServiceId AND grain_hash > @BeginHash AND grain_hash <= @EndHash
$query$),

('ReadRangeRows2Key', $query$
    SELECT grain_id AS GrainId, name AS ReminderName, start_at AS StartTime, period AS Period, version AS Version
    FROM reminder WHERE service_id = @ServiceId AND (grain_hash > @BeginHash OR grain_hash <= @EndHash)
$query$),

('DeleteReminderRowKey', $query$
    WITH gone AS (
        DELETE FROM reminder
        WHERE service_id = @ServiceId AND grain_id = @GrainId AND name = @ReminderName AND version = @Version
        RETURNING 1)
    SELECT EXISTS (SELECT 1 FROM gone)
$query$),

('DeleteReminderRowsKey', $query$
    DELETE FROM reminder WHERE service_id = @ServiceId
$query$),

-- Grain storage. The provider gives the version it knows, none for a state it has not seen; a null that comes back means that
-- another one was written meanwhile.

('WriteToStorageKey', $query$
    WITH made AS (
        INSERT INTO grain_state (
            service_id, grain_type_hash, grain_id_hash, grain_type, grain_id_n0, grain_id_n1, grain_key, payload, version)
        SELECT @ServiceId, @GrainTypeHash, @GrainIdHash, @GrainTypeString, @GrainIdN0, @GrainIdN1,
            coalesce(@GrainIdExtensionString::text, ''), @PayloadBinary::bytea, 1
        WHERE @GrainStateVersion::integer IS NULL
        ON CONFLICT DO NOTHING
        RETURNING version),
    changed AS (
        UPDATE grain_state
        SET payload = @PayloadBinary::bytea, version = version + 1, modified_at = now()
        WHERE @GrainStateVersion::integer IS NOT NULL AND version = @GrainStateVersion::integer
          AND grain_id_hash = @GrainIdHash AND grain_type_hash = @GrainTypeHash AND service_id = @ServiceId
          AND grain_type = @GrainTypeString AND grain_id_n0 = @GrainIdN0 AND grain_id_n1 = @GrainIdN1
          AND grain_key = coalesce(@GrainIdExtensionString::text, '')
        RETURNING version)
    SELECT coalesce((SELECT version FROM made), (SELECT version FROM changed)) AS NewGrainStateVersion
$query$),

('ReadFromStorageKey', $query$
    SELECT payload AS PayloadBinary, version AS Version
    FROM grain_state
    WHERE grain_id_hash = @GrainIdHash AND grain_type_hash = @GrainTypeHash AND service_id = @ServiceId
      AND grain_type = @GrainTypeString AND grain_id_n0 = @GrainIdN0 AND grain_id_n1 = @GrainIdN1
      AND grain_key = coalesce(@GrainIdExtensionString::text, '')
$query$),

('ClearStorageKey', $query$
    WITH changed AS (
        UPDATE grain_state SET payload = NULL, version = version + 1, modified_at = now()
        WHERE version = @GrainStateVersion::integer
          AND grain_id_hash = @GrainIdHash AND grain_type_hash = @GrainTypeHash AND service_id = @ServiceId
          AND grain_type = @GrainTypeString AND grain_id_n0 = @GrainIdN0 AND grain_id_n1 = @GrainIdN1
          AND grain_key = coalesce(@GrainIdExtensionString::text, '')
        RETURNING version)
    SELECT (SELECT version FROM changed) AS NewGrainStateVersion
$query$);
