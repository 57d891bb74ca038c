using Microsoft.AspNetCore.Mvc;

namespace Pipeline.Functions.Http.Access;

/// <summary>What a change came to.</summary>
/// <param name="Answer">For the client; a status from 400 to 499 means that nothing was changed, one from 500 on that a part may have been.</param>
/// <param name="Target">For the audit, where it was not known before.</param>
/// <param name="Count">How many jobs or messages it touched.</param>
public sealed record Change(IActionResult Answer, string? Target = null, int? Count = null);
