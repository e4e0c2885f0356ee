/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** TLS of the whole server, with openssl and ffmpeg at the other end: certificates that change under a viewer. */
class TlsIT {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static void make(Path directory, String name, String... kind) throws Exception {
        String[] fixed = {
            "openssl",
            "req",
            "-x509",
            "-nodes",
            "-days",
            "30",
            "-subj",
            "/CN=" + name,
            "-keyout",
            directory.resolve(name + ".key").toString(),
            "-out",
            directory.resolve(name + ".pem").toString()
        };
        String[] command = Arrays.copyOf(fixed, fixed.length + kind.length);
        System.arraycopy(kind, 0, command, fixed.length, kind.length);
        PeerProcess.run(LIMIT, command);
    }

    private static void rewrite(Path key, String label, String... kind) throws Exception {
        String[] fixed = {"openssl", kind[0], "-in", key.toString(), "-out", key.toString()};
        String[] command = Arrays.copyOf(fixed, fixed.length + kind.length - 1);
        System.arraycopy(kind, 1, command, fixed.length, kind.length - 1);
        PeerProcess.run(LIMIT, command);
        assertThat(Files.readString(key)).contains(label);
    }

    private static void use(Path directory, String name) throws IOException {
        for (String kind : new String[] {".pem", ".key"}) {
            Path fresh = Files.copy(
                    directory.resolve(name + kind), directory.resolve("fresh"), StandardCopyOption.REPLACE_EXISTING);
            Files.move(fresh, directory.resolve("server" + kind), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static String served(ServerProcess server) throws Exception {
        return PeerProcess.run(
                LIMIT,
                "bash",
                "-c",
                "openssl s_client -connect 127.0.0.1:" + server.rtspPort() + " </dev/null 2>&1 | grep -m1 'CN *='");
    }

    @Test
    void aNewCertificateIsServedWithinFiveSecondsWhileAViewerGoesOn() throws Exception {
        Path files = Dist.workDirectory("tls");
        make(files, "first", "-newkey", "rsa:2048");
        make(files, "second", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1");
        // The older forms of keys, which the JDK does not read itself.
        rewrite(files.resolve("first.key"), "BEGIN RSA PRIVATE KEY", "rsa", "-traditional");
        rewrite(files.resolve("second.key"), "BEGIN EC PRIVATE KEY", "ec");
        use(files, "first");
        String yaml = "tls: { cert: " + files.resolve("server.pem") + ", key: " + files.resolve("server.key")
                + " }\napi: { listen: \"\" }\nstreams:\n  demo: demo:\n";
        try (ServerProcess server = ServerProcess.start(yaml);
                PeerProcess viewer = PeerProcess.start(
                        "ffmpeg",
                        "-nostdin",
                        "-v",
                        "error",
                        "-progress",
                        "pipe:1",
                        "-rtsp_transport",
                        "tcp",
                        "-i",
                        "rtsps://127.0.0.1:" + server.rtspPort() + "/demo",
                        "-f",
                        "null",
                        "-")) {
            Await.until("it plays", LIMIT, () -> frames(viewer) > 20);
            assertThat(served(server)).contains("CN = first");

            use(files, "second");
            long changedNs = System.nanoTime();
            Await.until("the second is served", LIMIT, () -> served(server).contains("CN = second"));
            assertThat(Duration.ofNanos(System.nanoTime() - changedNs)).isLessThan(Pace.of(Duration.ofSeconds(5)));

            Files.writeString(files.resolve("server.pem"), "nonsense");
            Await.until("it is told", LIMIT, () -> problems(server) == 1);
            assertThat(served(server)).contains("CN = second");
            long seen = frames(viewer);
            Await.until("the viewer goes on", LIMIT, () -> frames(viewer) > seen + 25);
            assertThat(problems(server)).as("told once").isEqualTo(1);

            use(files, "first");
            Await.until("the first is served again", LIMIT, () -> served(server).contains("CN = first"));
            assertThat(viewer.isAlive()).isTrue();
        }
    }

    private static long problems(ServerProcess server) throws IOException {
        return server.log().stream()
                .filter(line -> line.contains("event=net.tls_problem"))
                .count();
    }

    private static long frames(PeerProcess viewer) throws IOException {
        if (!viewer.isAlive()) {
            throw new AssertionError(viewer.output());
        }
        return viewer.output()
                .lines()
                .filter(line -> line.startsWith("frame="))
                .map(line -> Long.parseLong(line.substring("frame=".length()).strip()))
                .reduce(0L, (before, last) -> last);
    }
}
