namespace Pipeline.Functions.Http.Access;

/// <summary>What every answer with data carries: it is no page, and nobody keeps it.</summary>
internal static class AnswerHeaders
{
    public static void Set(HttpResponse response)
    {
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers.CacheControl = "no-store";
    }
}
