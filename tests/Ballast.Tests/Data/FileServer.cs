using System.Net;
using System.Net.Sockets;

namespace Ballast.Tests;

/// <summary>An HTTP server on this machine that answers each path as told and counts requests.</summary>
internal sealed class FileServer : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Dictionary<string, Action<HttpListenerResponse>> _answers = [];

    public FileServer()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Root = new Uri($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/");
        }
        _listener.Prefixes.Add(Root.ToString());
        _listener.Start();
        _ = Serve();
    }

    public Uri Root { get; }

    public int Requests { get; private set; }

    public void Answer(string name, byte[] content) => Answer(name, response =>
        {
            response.ContentLength64 = content.Length;
            response.OutputStream.Write(content);
            response.Close();
        });

    public void Answer(string name, Action<HttpListenerResponse> answer) => _answers["/" + name] = answer;

    public void Dispose() => _listener.Close();

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            try
            {
                var context = await _listener.GetContextAsync();
                Requests++;
                if (_answers.TryGetValue(context.Request.Url!.AbsolutePath, out var answer))
                    answer(context.Response);
                else
                {
                    context.Response.StatusCode = 404;
                    context.Response.Close();
                }
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException or IOException) { }
        }
    }
}
