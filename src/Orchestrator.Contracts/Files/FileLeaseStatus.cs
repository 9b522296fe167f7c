using System.Text.Json.Serialization;
using Orchestrator.Contracts.Serialization;

namespace Orchestrator.Contracts.Files;

/// <summary>Where a file lease stands: <c>active → released / expired / forced</c>.</summary>
[JsonConverter(typeof(WordConverter<FileLeaseStatus>))]
public enum FileLeaseStatus
{
    /// <summary>Its agent has the files until it expires.</summary>
    Active,

    /// <summary>Its agent gave it back, or is gone, or its session ended.</summary>
    Released,

    /// <summary>It was not renewed in time.</summary>
    Expired,

    /// <summary>An operator ended it.</summary>
    Forced,
}
