using Microsoft.Extensions.Hosting;

// Without ASP.NET Core: requests and answers travel in the worker's stream.
new HostBuilder().ConfigureFunctionsWorkerDefaults().Build().Run();
