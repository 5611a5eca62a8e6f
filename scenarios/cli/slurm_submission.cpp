// SPDX-License-Identifier: Apache-2.0
// sbatch --wait ends when the whole array has; which shards are done is then asked of the file system.
#include "scenarios/cli/slurm_submission.h"

#include <chrono>
#include <csignal>
#include <thread>

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "scenarios/cli/output_file.h"
#include "scenarios/cli/sweep_command.h"
#include "scenarios/sweep_runner.h"
#include "simulator/base/error.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

constexpr auto BetweenLooks = std::chrono::milliseconds(200);

std::string shellQuoted(const std::string& text) {
    std::string out = "'";
    for (const char c : text)
        out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
}

/// Runs a program to its end, its standard output among our messages. Returns its exit status, -1 when it
/// was killed; throws Error{Cancelled} when we are stopped, having told it to stop.
int runProgram(std::vector<std::string> words, std::stop_token stop) {
    std::vector<char*> raw;
    for (std::string& word : words)
        raw.push_back(word.data());
    raw.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
    // Our signals are blocked for the thread that waits for them; the child's must not be.
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
    pid_t child = 0;
    const int failure = posix_spawnp(&child, raw[0], &actions, &attributes, raw.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (failure != 0)
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("cannot start {}", words[0]), "--submit slurm",
                         "install Slurm's commands (Debian: slurm-client), or run without --submit");
    int state = 0;
    while (::waitpid(child, &state, WNOHANG) == 0) {
        if (stop.stop_requested()) {
            ::kill(child, SIGINT);
            ::waitpid(child, &state, 0);
            throw sim::Error(sim::ErrorCode::Cancelled, "stopped; scancel ends tasks that still run");
        }
        std::this_thread::sleep_for(BetweenLooks);
    }
    return WIFEXITED(state) ? WEXITSTATUS(state) : -1;
}

} // namespace

std::string slurmScript(const SlurmSubmission& s) {
    std::string command = fmt::format("exec {} --quiet sweep {} --out {} --resume --jobs {} --shard "
                                      "\"$SLURM_ARRAY_TASK_ID/{}\"",
                                      shellQuoted(s.program.string()), shellQuoted(s.scenario.string()),
                                      shellQuoted(s.out.string()), s.jobs, s.shards);
    for (const std::string& value : s.overrides)
        command += " --set " + shellQuoted(value);
    return fmt::format("#!/bin/sh\n"
                       "# Written by purser sweep --submit slurm: one task is one shard.\n"
                       "#SBATCH --job-name=purser-sweep\n"
                       "#SBATCH --cpus-per-task={}\n"
                       "#SBATCH --requeue\n"
                       "{}\n",
                       s.jobs, command);
}

std::string arrayRange(const std::vector<std::uint64_t>& numbers) {
    std::string out;
    for (std::size_t i = 0; i < numbers.size();) {
        std::size_t end = i;
        while (end + 1 < numbers.size() && numbers[end + 1] == numbers[end] + 1)
            ++end;
        if (!out.empty()) out += ',';
        out += end == i ? fmt::format("{}", numbers[i]) : fmt::format("{}-{}", numbers[i], numbers[end]);
        i = end + 1;
    }
    return out;
}

std::vector<std::uint64_t> missingShards(const SlurmSubmission& s) {
    std::vector<std::uint64_t> missing;
    std::error_code ignored;
    for (std::uint64_t i = 0; i < s.shards; ++i)
        if (!fs::exists(scenario::shardFile(s.out, i, s.shards), ignored)) missing.push_back(i);
    return missing;
}

int submitToSlurm(const SlurmSubmission& given, const Console& console) {
    SlurmSubmission s = given;
    // Tasks start in a folder of Slurm's choice.
    s.scenario = fs::absolute(s.scenario), s.out = fs::absolute(s.out);
    const fs::path script = s.out.string() + ".slurm.sh";
    writeFiles(script.parent_path(), {{script.filename().string(), slurmScript(s)}});
    const std::string log = s.out.string() + ".slurm-%a.log";
    auto missing = missingShards(s);
    for (int attempt = 1; !missing.empty() && attempt <= s.attempts; ++attempt) {
        console.note(fmt::format("submission {}: {} of {} shards", attempt, missing.size(), s.shards));
        const int status = runProgram(
            {"sbatch", "--wait", "--array=" + arrayRange(missing), "--output=" + log, script.string()},
            console.stop);
        const auto left = missingShards(s);
        if (status != 0 && left.size() == s.shards && attempt == s.attempts)
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("sbatch ended with status {} and no shard is done", status),
                             "--submit slurm", fmt::format("see {}", log));
        missing = left;
    }
    if (!missing.empty())
        throw sim::Error(
            sim::ErrorCode::BadInput,
            fmt::format("shards {} are missing after {} submissions", arrayRange(missing), s.attempts),
            "--submit slurm", fmt::format("see {}", log));
    std::vector<std::string> parts;
    for (std::uint64_t i = 0; i < s.shards; ++i)
        parts.push_back(scenario::shardFile(s.out, i, s.shards).string());
    return mergeCommand(parts, s.out, console);
}

} // namespace cli
