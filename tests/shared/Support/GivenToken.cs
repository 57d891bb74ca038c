using Azure.Core;
using Azure.Identity;

namespace Pipeline.Tests.Support;

/// <summary>Gives what it was given as a token; without it, it fails as an identity's endpoint does that is away.</summary>
internal sealed class GivenToken : TokenCredential
{
    public string? Token { get; set; }

    public string? AskedScope { get; private set; }

    public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken)
    {
        AskedScope = requestContext.Scopes.Single();
        return Token is null ? throw new AuthenticationFailedException("The endpoint is away") : new(new AccessToken(Token, DateTimeOffset.MaxValue));
    }

    public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) => throw new NotSupportedException("Nobody waits for a token here.");
}
