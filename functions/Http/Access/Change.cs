using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Functions.Http.Access;

/// <summary>What a change came to.</summary>
/// <param name="Answer">For the client; a status of 400 or above means that nothing was changed.</param>
/// <param name="Target">For the audit, where it was not known before.</param>
/// <param name="Count">How many jobs or messages it touched.</param>
public sealed record Change(IActionResult Answer, string? Target = null, int? Count = null);
