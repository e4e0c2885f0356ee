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

    /** @throws IllegalArgumentException for an argument that is not understood; the message is for people */
    static RtspOptions parse(Path source, List<String> arguments) {
        boolean quick = arguments.contains("--quick");
        Path distribution = source.resolve("distribution/target/sluice");
        Path json = source.resolve("bundles/io.sluice.bench/target/rtsp.json");
        List<Integer> readers = List.of(100, 500, 1000);
        List<Integer> cameras = quick ? List.of(4) : List.of(1, 16, 64, 200);
        List<String> parts = quick ? List.of("udp", "cameras", "connects") : PARTS;
        int datagramReaders = quick ? 10 : 300;
        int pairs = quick ? 1 : 3;
        int seconds = quick ? 1 : 8;
        List<String> rest = new ArrayList<>(arguments);
        rest.remove("--quick");
        for (int i = 0; i < rest.size(); i += 2) {
            if (i + 1 == rest.size()) {
                throw new IllegalArgumentException("'" + rest.get(i) + "' needs a value; usage: " + USAGE);
            }
            String value = rest.get(i + 1);
            switch (rest.get(i)) {
                case "--readers" -> readers = numbers(value);
                case "--cameras" -> cameras = numbers(value);
                case "--udp" -> datagramReaders = Integer.parseInt(value);
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
        return new RtspOptions(
                source,
                distribution.toAbsolutePath(),
                readers,
                500,
                datagramReaders,
                cameras,
                64,
                quick ? 100 : 1000,
                pairs,
                seconds,
                quick ? 0.5 : 2,
                parts,
                json);
    }

    private static List<Integer> numbers(String value) {
        return Arrays.stream(value.split(",")).map(Integer::valueOf).toList();
    }

    boolean runs(String part) {
        return parts.contains(part);
    }
}
