/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Another server, when it is on this machine: it gets the same streams, publisher and readers. */
final class Peer implements Subject {
    private static final long START_MS = 20_000;

    private final String name;
    private final int port;
    private final Programs.Running program;

    /** What can be measured beside, and how it is configured. */
    private enum Kind {
        GO2RTC("go2rtc", "-config") {
            @Override
            String configuration(int port, String camera, int cameras) {
                return """
                        api: { listen: "" }
                        webrtc: { listen: "" }
                        rtsp: { listen: "127.0.0.1:%d" }
                        streams:
                          bench:
                        %s""".formatted(port, cameras(cameras, camera + "#backchannel=0"));
            }
        },
        MEDIAMTX("mediamtx", "") {
            @Override
            String configuration(int port, String camera, int cameras) {
                String paths = IntStream.range(0, cameras)
                        .mapToObj(i -> "  cam%d: { source: \"%s\", sourceOnDemand: yes, rtspTransport: tcp }%n"
                                .formatted(i, camera))
                        .collect(Collectors.joining());
                return """
                        rtmp: no
                        hls: no
                        webrtc: no
                        srt: no
                        rtspAddress: 127.0.0.1:%d
                        rtspTransports: [tcp]
                        paths:
                          bench:
                        %s""".formatted(port, paths);
            }
        };

        private final String program;
        private final String option;

        Kind(String program, String option) {
            this.program = program;
            this.option = option;
        }

        abstract String configuration(int port, String camera, int cameras);

        /** Named by an environment variable, for example {@code SLUICE_BENCH_GO2RTC}, or on the path. */
        Optional<Path> find() {
            String named = System.getenv("SLUICE_BENCH_" + program.toUpperCase(Locale.ROOT));
            Stream<Path> candidates = named != null
                    ? Stream.of(Path.of(named))
                    : Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                            .map(folder -> Path.of(folder, program));
            return candidates.filter(Files::isExecutable).findFirst();
        }
    }

    private Peer(Programs programs, Kind kind, Path binary, String camera, int cameras) throws IOException {
        name = kind.program;
        port = Subject.freePort();
        Path configuration = programs.scratch.resolve(name + "-" + port + ".yaml");
        Files.writeString(configuration, kind.configuration(port, camera, cameras));
        List<String> command = new ArrayList<>(List.of(binary.toString()));
        if (!kind.option.isEmpty()) {
            command.add(kind.option);
        }
        command.add(configuration.toString());
        // As a variable, because versions that do not know it yet refuse it in the file.
        program = programs.start(Programs.SERVER_CORE, name, Map.of("MTX_MOQ", "no"), command);
        program.await(kind == Kind.GO2RTC ? "[rtsp] listen" : "[RTSP] ", START_MS);
    }

    /** Starts all that are found, each with as many streams {@code cam0} … from the camera. */
    static List<Peer> start(Programs programs, String camera, int cameras) throws IOException {
        List<Peer> found = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            Optional<Path> binary = kind.find();
            if (binary.isPresent()) {
                found.add(new Peer(programs, kind, binary.get(), camera, cameras));
            }
        }
        return found;
    }

    /** Lines of a YAML file: streams {@code cam0} … that all come from one camera. */
    static String cameras(int cameras, String camera) {
        return IntStream.range(0, cameras)
                .mapToObj(i -> "  cam%d: \"%s\"%n".formatted(i, camera))
                .collect(Collectors.joining());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String url() {
        return "rtsp://127.0.0.1:" + port + "/bench";
    }

    @Override
    public long pid() {
        return program.pid();
    }

    void stop() throws InterruptedException {
        program.stop();
    }
}
