# shellcheck shell=bash
# shellcheck disable=SC2034 # each verb uses some of them
# What a build leaves.

functions_output=$root/functions/bin/Release/net10.0
functions_app=$functions_output/Pipeline.Functions.dll
local_host=$root/host/bin/Release/net10.0/Pipeline.LocalHost.dll
command_line_tool=$root/cli/bin/Release/net10.0/pipeline.dll
generator=$root/samples/generator/bin/Release/net10.0/Voters.Generator.dll
bench_program=$root/bench/bin/Release/net10.0/Pipeline.Bench.dll
chaos_program=$root/chaos/bin/Release/net10.0/Pipeline.Chaos.dll
