/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

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

    /** @throws IllegalArgumentException for an argument that is not understood; the message is for people */
    static FanoutOptions parse(Path source, List<String> arguments) {
        boolean quick = arguments.contains("--quick");
        Path distribution = source.resolve("distribution/target/sluice");
        Path json = source.resolve("bundles/io.sluice.bench/target/fanout.json");
        List<Integer> readers = quick ? List.of(20) : List.of(100, 500, 1000);
        List<String> parts = PARTS;
        int pairs = quick ? 1 : 3;
        int seconds = quick ? 2 : 8;
        List<String> rest = new ArrayList<>(arguments);
        rest.remove("--quick");
        for (int i = 0; i < rest.size(); i += 2) {
            if (i + 1 == rest.size()) {
                throw new IllegalArgumentException("'" + rest.get(i) + "' needs a value; usage: " + USAGE);
            }
            String value = rest.get(i + 1);
            switch (rest.get(i)) {
                case "--readers" ->
                    readers = Arrays.stream(value.split(","))
                            .map(Integer::valueOf)
                            .toList();
                case "--pairs" -> pairs = Integer.parseInt(value);
                case "--seconds" -> seconds = Integer.parseInt(value);
                case "--only" -> parts = List.of(value.split(","));
                case "--json" -> json = Path.of(value);
                case "--distribution" -> distribution = Path.of(value);
                default -> throw new IllegalArgumentException("unknown '" + rest.get(i) + "'; usage: " + USAGE);
            }
        }
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("parts are " + String.join(", ", PARTS));
        }
        return new FanoutOptions(
                source,
                distribution.toAbsolutePath(),
                readers,
                pairs,
                seconds,
                quick ? 20 : 300,
                quick ? 20 : 500,
                quick ? 2 : 50,
                quick ? 1 : 3,
                parts,
                json);
    }
}
