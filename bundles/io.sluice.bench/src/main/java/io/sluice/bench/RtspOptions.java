/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How {@code ./sluice bench rtsp} is asked.
 *
 * @param source the source tree
 * @param distribution what is measured
 * @param readers numbers of readers over TCP
 * @param peersAt number of readers over TCP for which other servers are measured, too
 * @param datagramReaders readers over UDP
 * @param cameras numbers of cameras with one viewer each
 * @param peerCameras number of cameras for which other servers are measured, too
 * @param connects clients that come each second
 * @param pairs runs of each program for each number, alternating
 * @param seconds that are measured in each run
 * @param warmup seconds before that
 * @param parts which parts run: tcp, udp, cameras, connects, peers
 * @param json where the figures go too
 */
record RtspOptions(
        Path source,
        Path distribution,
        List<Integer> readers,
        int peersAt,
        int datagramReaders,
        List<Integer> cameras,
        int peerCameras,
        int connects,
        int pairs,
        int seconds,
        double warmup,
        List<String> parts,
        Path json) {
    static final String USAGE = "rtsp [--quick] [--readers N,N…] [--udp N] [--cameras N,N…] [--pairs N] [--seconds N]"
            + " [--only tcp,udp,cameras,connects,peers] [--json FILE]";

    private static final List<String> PARTS = List.of("tcp", "udp", "cameras", "connects", "peers");

    private static final Set<String> OPTIONS =
            Set.of("--readers", "--cameras", "--udp", "--pairs", "--seconds", "--only", "--json", "--distribution");

    /** @throws IllegalArgumentException for an argument that is not understood; the message is for people */
    static RtspOptions parse(Path source, List<String> arguments) {
        Arguments given = Arguments.of(arguments, OPTIONS, USAGE);
        boolean quick = given.quick();
        return new RtspOptions(
                source,
                given.path("--distribution", source.resolve("distribution/target/sluice"))
                        .toAbsolutePath(),
                given.numbers("--readers", List.of(100, 500, 1000)),
                500,
                given.number("--udp", quick ? 10 : 300),
                given.numbers("--cameras", quick ? List.of(4) : List.of(1, 16, 64, 200)),
                64,
                quick ? 100 : 1000,
                given.number("--pairs", quick ? 1 : 3),
                given.number("--seconds", quick ? 1 : 8),
                quick ? 0.5 : 2,
                given.parts("--only", PARTS, quick ? List.of("udp", "cameras", "connects") : PARTS),
                given.path("--json", source.resolve("bundles/io.sluice.bench/target/rtsp.json")));
    }

    boolean runs(String part) {
        return parts.contains(part);
    }
}
