using IdentityServer.EchoYardstick;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
builder.Services.AddHostedService<EchoService>();
using IHost host = builder.Build();
await host.RunAsync();
