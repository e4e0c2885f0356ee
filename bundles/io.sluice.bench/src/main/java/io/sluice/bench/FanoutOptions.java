/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How {@code ./sluice bench fanout} is asked.
 *
 * @param source the source tree
 * @param distribution what is measured
 * @param readers numbers of readers of the fan-out series
 * @param pairs runs of the limit program and of the server for each number, alternating
 * @param seconds that are measured in each run
 * @param joins readers that join at once
 * @param updated readers that watch while the driver is updated
 * @param stalled readers that stop reading
 * @param starts starts of the server that are timed
 * @param parts which parts run: fanout, join, stall, cold, update, start
 * @param json where the figures go too
 */
record FanoutOptions(
        Path source,
        Path distribution,
        List<Integer> readers,
        int pairs,
        int seconds,
        int joins,
        int updated,
        int stalled,
        int starts,
        List<String> parts,
        Path json) {

    static final String USAGE = "fanout [--quick] [--readers N,N…] [--pairs N] [--seconds N]"
            + " [--only fanout,join,stall,cold,update,start] [--json FILE]";

    private static final List<String> PARTS = List.of("fanout", "join", "stall", "cold", "update", "start");

    private static final Set<String> OPTIONS =
            Set.of("--readers", "--pairs", "--seconds", "--only", "--json", "--distribution");

    /** @throws IllegalArgumentException for an argument that is not understood; the message is for people */
    static FanoutOptions parse(Path source, List<String> arguments) {
        Arguments given = Arguments.of(arguments, OPTIONS, USAGE);
        boolean quick = given.quick();
        return new FanoutOptions(
                source,
                given.path("--distribution", source.resolve("distribution/target/sluice"))
                        .toAbsolutePath(),
                given.numbers("--readers", quick ? List.of(20) : List.of(100, 500, 1000)),
                given.number("--pairs", quick ? 1 : 3),
                given.number("--seconds", quick ? 2 : 8),
                quick ? 20 : 300,
                quick ? 20 : 500,
                quick ? 2 : 50,
                quick ? 1 : 3,
                given.parts("--only", PARTS, PARTS),
                given.path("--json", source.resolve("bundles/io.sluice.bench/target/fanout.json")));
    }
}
