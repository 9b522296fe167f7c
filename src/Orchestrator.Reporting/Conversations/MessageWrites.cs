using Orchestrator.Contracts.Conversations;
using Orchestrator.Contracts.Mailboxes;
using Orchestrator.Contracts.Serialization;
using Orchestrator.Reporting.Store;

namespace Orchestrator.Reporting.Conversations;

/// <summary>
/// Keeps <c>messages</c> and their full text. Messages are written at the batch's end, with what became of them in it.
/// </summary>
internal sealed class MessageWrites(WriteConnection connection)
{
    private const string NumberOfId = "(SELECT min(number) FROM messages WHERE id = ?1)";

    private readonly List<NewMessage> _new = [];
    private readonly Dictionary<string, NewMessage> _newById = new(StringComparer.Ordinal);
    private readonly List<NewMessage> _namesakes = [];
    private readonly Dictionary<long, DeliveryCounts> _counts = [];
    private readonly MessageTotals _totals = new(connection);

    private readonly SqliteStatement _insert = connection.Prepare(
        """
        INSERT INTO messages (id, conversation_id, sequence, session_id, sender, receiver, type, priority, tags,
                              thread_id, parent_message_id, response_to, created_at, edited_at, edit_count, recipients,
                              acknowledged, retry_count, delivered_at, context, content_is_text, content, max_retries,
                              failed, failure_reason, expires_at, correlation_id, requires_response, response_deadline,
                              request_opened_at, answered_at, deadline_exceeded_at, delivery_method, coordinates,
                              ask)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23,
                ?24, ?25, ?26, ?27, ?28, ?29, ?30, ?31, ?32, ?33, ?34, ?35)
        """);

    private readonly SqliteStatement _index = connection.Prepare(
        "INSERT INTO messages_fts (rowid, content) VALUES (?1, ?2)");

    private readonly SqliteStatement _unindex = connection.Prepare(
        """
        INSERT INTO messages_fts (messages_fts, rowid, content)
        SELECT 'delete', number, content FROM messages WHERE conversation_id = ?1 AND sequence = ?2
        """);

    private readonly SqliteStatement _reindex = connection.Prepare(
        """
        INSERT INTO messages_fts (rowid, content)
        SELECT number, content FROM messages WHERE conversation_id = ?1 AND sequence = ?2
        """);

    private readonly SqliteStatement _edit = connection.Prepare(
        """
        UPDATE messages SET content = ?3, content_is_text = ?4, edited_at = ?5, edit_count = ?6
        WHERE conversation_id = ?1 AND sequence = ?2
        """);

    private readonly SqliteStatement _count = connection.Prepare(
        """
        UPDATE messages
        SET acknowledged = acknowledged + ?2, retry_count = retry_count + ?3, failed = failed + ?5,
            failure_reason = coalesce(?6, failure_reason),
            delivered_at = CASE WHEN ?2 > 0 AND acknowledged + ?2 >= recipients THEN ?4 ELSE delivered_at END
        WHERE number = ?1
        """);

    private readonly SqliteStatement _answer = connection.Prepare(
        $"""
        UPDATE messages SET answered_at = ?2
        WHERE number = {NumberOfId} AND requires_response = 1 AND (response_deadline IS NOT NULL) = ?3 AND answered_at IS NULL
        """);

    private readonly SqliteStatement _openRequest = connection.Prepare(
        $"UPDATE messages SET request_opened_at = ?2 WHERE number = {NumberOfId}");

    private readonly SqliteStatement _exceed = connection.Prepare(
        $"UPDATE messages SET deadline_exceeded_at = ?2 WHERE number = {NumberOfId}");

    private readonly SqliteStatement _findTime = connection.Prepare(
        "SELECT created_at FROM messages WHERE id = ?1 ORDER BY number LIMIT 1");

    /// <summary>A message was sent.</summary>
    /// <param name="message">The message.</param>
    /// <param name="idIsTaken">Whether an earlier message has its id.</param>
    public void Add(NewMessage message, bool idIsTaken)
    {
        _new.Add(message);
        _totals.Count(message.Sent);
        if (idIsTaken) _namesakes.Add(message);
        else _newById.Add(message.Sent.Id.Value, message);
    }

    /// <summary>When the message of an id was sent; null when there is none.</summary>
    public DateTimeOffset? FindTime(string id)
    {
        if (_newById.TryGetValue(id, out NewMessage? message)) return message.Sent.At;
        if (!_findTime.Bind(1, id).Read()) return null;
        DateTimeOffset time = _findTime.Time(0);
        _findTime.Reset();
        return time;
    }

    /// <summary>A message that wants an answer got one; the first counts.</summary>
    /// <param name="id">The message.</param>
    /// <param name="at">When.</param>
    /// <param name="asRequest">
    /// Whether the mailbox of its sender says so, which decides where there is a deadline; else anything that names it answers it.
    /// </param>
    public void Answer(string id, DateTimeOffset at, bool asRequest)
    {
        if (!_newById.TryGetValue(id, out NewMessage? message)) _answer.Bind(1, id).Bind(2, at).Bind(3, asRequest).Execute();
        else if (message.Sent.RequiresResponse == true && message.Sent.ResponseDeadline is not null == asRequest) message.AnsweredAt ??= at;
    }

    /// <summary>Its sender's mailbox watches its deadline.</summary>
    public void OpenRequest(string id, DateTimeOffset at)
    {
        if (_newById.TryGetValue(id, out NewMessage? message)) message.RequestOpenedAt = at;
        else _openRequest.Bind(1, id).Bind(2, at).Execute();
    }

    /// <summary>No answer came to a message by its deadline.</summary>
    public void ExceedDeadline(string id, DateTimeOffset at)
    {
        if (_newById.TryGetValue(id, out NewMessage? message)) message.DeadlineExceededAt = at;
        else _exceed.Bind(1, id).Bind(2, at).Execute();
    }

    public void Edit(string conversationId, MessageEdited edited)
    {
        if (FindNew(conversationId, edited) is { } message)
        {
            message.Content = edited.Content;
            message.EditedAt = edited.At;
            message.EditCount = edited.EditCount;
            return;
        }

        _unindex.Bind(1, conversationId).Bind(2, edited.Sequence).Execute();
        _edit
            .Bind(1, conversationId)
            .Bind(2, edited.Sequence)
            .BindTextOrJson(3, edited.Content)
            .Bind(4, edited.Content.IsText())
            .Bind(5, edited.At)
            .Bind(6, edited.EditCount)
            .Execute();
        _reindex.Bind(1, conversationId).Bind(2, edited.Sequence).Execute();
    }

    /// <summary>One of the recipients of a message that is in the table is done with it.</summary>
    public void Acknowledge(long number, DateTimeOffset at)
    {
        DeliveryCounts counts = CountsOf(number);
        counts.Acknowledged++;
        counts.AcknowledgedAt = at;
    }

    /// <summary>A message that is in the table was handed out again.</summary>
    public void Retry(long number) => CountsOf(number).Retries++;

    /// <summary>For some recipients of a message that is in the table it ended otherwise, or, below 0, did not after all.</summary>
    public void Fail(long number, int count, string? reason)
    {
        DeliveryCounts counts = CountsOf(number);
        counts.Failed += count;
        counts.FailureReason = reason ?? counts.FailureReason;
    }

    public void Flush()
    {
        foreach (NewMessage message in _new)
        {
            Insert(message);
            message.Number = connection.LastNumber;
            _index.Bind(1, message.Number).BindTextOrJson(2, message.Content).Execute();
        }

        foreach ((long number, DeliveryCounts counts) in _counts)
        {
            _count
                .Bind(1, number)
                .Bind(2, counts.Acknowledged)
                .Bind(3, counts.Retries)
                .Bind(4, counts.AcknowledgedAt)
                .Bind(5, counts.Failed)
                .Bind(6, counts.FailureReason)
                .Execute();
        }

        _totals.Flush();
        _new.Clear();
        _newById.Clear();
        _namesakes.Clear();
        _counts.Clear();
    }

    private void Insert(NewMessage message)
    {
        MessageSent sent = message.Sent;
        _insert
            .Bind(1, sent.Id.Value)
            .Bind(2, message.ConversationId)
            .Bind(3, sent.Sequence)
            .Bind(4, sent.SessionId?.Value)
            .Bind(5, sent.From.Value)
            .Bind(6, sent.To is { } to ? RecipientsColumn.Of(to) : null)
            .Bind(7, Words<MessageType>.Of(sent.Type))
            .Bind(8, (long)sent.Priority)
            .BindJson(9, sent.Tags)
            .Bind(10, sent.ThreadId)
            .Bind(11, sent.ParentMessageId?.Value)
            .Bind(12, sent.ResponseTo?.Value)
            .Bind(13, sent.At)
            .Bind(14, message.EditedAt)
            .Bind(15, message.EditCount)
            .Bind(16, message.Recipients)
            .Bind(17, message.Acknowledged)
            .Bind(18, message.Retries)
            .Bind(19, message.DeliveredAt)
            .BindJson(20, sent.Context)
            .Bind(21, message.Content.IsText())
            .BindTextOrJson(22, message.Content)
            .Bind(23, message.MaxRetries)
            .Bind(24, message.Failed)
            .Bind(25, message.FailureReason)
            .Bind(26, sent.ExpiresAt)
            .Bind(27, sent.CorrelationId)
            .Bind(28, sent.RequiresResponse ?? false)
            .Bind(29, sent.ResponseDeadline)
            .Bind(30, message.RequestOpenedAt)
            .Bind(31, message.AnsweredAt)
            .Bind(32, message.DeadlineExceededAt)
            .Bind(33, sent.DeliveryMethod is { } method ? Words<DeliveryMethod>.Of(method) : null)
            .BindJson(34, sent.Coordinates)
            .Bind(35, sent.Ask ?? false)
            .Execute();
    }

    private NewMessage? FindNew(string conversationId, MessageEdited edited)
    {
        return _newById.TryGetValue(edited.Id.Value, out NewMessage? message) && IsIt(message)
            ? message
            : _namesakes.Find(IsIt);

        bool IsIt(NewMessage other) => other.Sent.Sequence == edited.Sequence && other.ConversationId == conversationId;
    }

    private DeliveryCounts CountsOf(long number)
    {
        if (!_counts.TryGetValue(number, out DeliveryCounts? counts)) _counts[number] = counts = new();
        return counts;
    }
}
