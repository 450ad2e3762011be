using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Ballast.Dashboard;

/// <summary>
/// Lets in who may look: on this machine alone only requests that name it (a foreign name that was pointed here, DNS rebinding, does
/// not), elsewhere only those with the token; never pages of another origin.
/// </summary>
internal sealed class Gate(bool alone, string? token)
{
    private const string Cookie = "ballast-token";

    // nothing from elsewhere, no inline script: names in run files are text, whatever they say
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public async Task PassAsync(HttpContext context, RequestDelegate next)
    {
        var (request, headers) = (context.Request, context.Response.Headers);
        headers.ContentSecurityPolicy = Policy;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.CacheControl = "no-store";
        if (Refusal(request) is { } why)
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            await context.Response.WriteAsync(why).ConfigureAwait(false);
            return;
        }

        if (token is not null && request.Query["token"] is [{ } shown] && Matches(shown))
        {
            // from here on the browser shows it on its own, and it leaves the address bar
            context.Response.Cookies.Append(
                Cookie,
                token,
                new CookieOptions
                {
                    HttpOnly = true,
                    SameSite = SameSiteMode.Strict,
                    IsEssential = true,
                }
            );
            context.Response.Redirect(request.Path);
            return;
        }

        await next(context).ConfigureAwait(false);
    }

    private string? Refusal(HttpRequest request)
    {
        if (request.Method is not ("GET" or "HEAD"))
            return "This page only reads.";
        if (alone && request.Host.Host.Trim('[', ']') is not ("localhost" or "127.0.0.1" or "::1"))
            return "This page is for this machine alone: open it as http://localhost with its port. For others: ballast ui --host.";
        if (request.Headers.Origin is [{ } origin] && origin != $"{request.Scheme}://{request.Host}")
            return "Pages of other origins are not let in.";
        if (request.Headers["Sec-Fetch-Site"] is ["cross-site" or "same-site"] && request.Headers["Sec-Fetch-Mode"] is not ["navigate"])
            return "Pages of other sites are not let in.";
        if (token is null || Matches(request.Cookies[Cookie]) || (request.Query["token"] is [{ } shown] && Matches(shown)))
            return null;
        return "This page takes the token that was printed with its address: open that address.";
    }

    private bool Matches(string? shown) =>
        shown is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(shown), Encoding.UTF8.GetBytes(token!));
}
