/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How {@code ./sluice bench programs} is asked.
 *
 * @param source the source tree
 * @param distribution what is measured
 * @param kinds which kinds of programs are stopped
 * @param stops of each kind
 * @param cycles starts and stops through the drivers
 * @param joins of each kind, ours and ffmpeg's in turn
 * @param legs copied legs whose use is measured
 * @param warm seconds that they run before that
 * @param seconds that are measured of them
 * @param parts which parts run: stops, cycles, joins, use
 * @param json where the figures go too
 */
record ProgramsOptions(
        Path source,
        Path distribution,
        List<String> kinds,
        int stops,
        int cycles,
        int joins,
        int legs,
        int warm,
        int seconds,
        List<String> parts,
        Path json) {
    static final String USAGE =
            "programs [--quick] [--stops N] [--cycles N] [--joins N] [--legs N] [--warm N] [--seconds N]"
                    + " [--only stops,cycles,joins,use] [--json FILE]";

    /** A signal or a closed pipe ends them; one after the other. */
    static final List<String> POLITE = List.of(
            "polite",
            "ffmpeg",
            "slow",
            "mute",
            "mute+unread",
            "close-output",
            "flood-output",
            "flood-output+blocked",
            "flood-errors",
            "ffmpeg+blocked",
            "grandchild",
            "grandchild-session");

    /** They have to be killed; eight at once. */
    static final List<String> DEAF = List.of(
            "deaf",
            "deaf+mute",
            "deaf+flood-output",
            "deaf+flood-errors",
            "deaf+grandchild",
            "deaf+grandchild-session",
            "stopped");

    private static final List<String> PARTS = List.of("stops", "cycles", "joins", "use");

    private static final Set<String> OPTIONS = Set.of(
            "--stops",
            "--cycles",
            "--joins",
            "--legs",
            "--warm",
            "--seconds",
            "--only",
            "--json",
            "--distribution",
            "--kinds");

    /** @throws IllegalArgumentException for an argument that is not understood; the message is for people */
    static ProgramsOptions parse(Path source, List<String> arguments) {
        Arguments given = Arguments.of(arguments, OPTIONS, USAGE);
        boolean quick = given.quick();
        List<String> all =
                java.util.stream.Stream.concat(POLITE.stream(), DEAF.stream()).toList();
        return new ProgramsOptions(
                source,
                given.path("--distribution", source.resolve("distribution/target/sluice"))
                        .toAbsolutePath(),
                given.parts("--kinds", all, quick ? List.of("polite", "grandchild-session", "stopped") : all),
                given.number("--stops", quick ? 4 : 200),
                given.number("--cycles", quick ? 8 : 500),
                given.number("--joins", quick ? 1 : 15),
                given.number("--legs", quick ? 2 : 8),
                given.number("--warm", quick ? 1 : 150),
                given.number("--seconds", quick ? 1 : 20),
                given.parts("--only", PARTS, PARTS),
                given.path("--json", source.resolve("bundles/io.sluice.bench/target/programs.json")));
    }

    boolean runs(String part) {
        return parts.contains(part);
    }
}
