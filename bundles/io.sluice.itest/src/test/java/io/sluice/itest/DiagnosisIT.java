/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.itest;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.testkit.Ports;
import io.sluice.testkit.camera.FakeCamera;
import io.sluice.testkit.rtsp.RtspReader;
import io.sluice.testkit.rtsp.RtspReaders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Six faults of a camera: which part failed, and why, is in the log file; the passwords are nowhere. */
class DiagnosisIT {
    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String PASSWORD = "S3cr3t!x";
    private static final String ENCODED = "S3cr3t%21x";
    private static final String WRONG = "Wr0ngOne";

    /** What a line of a failure says: event, stream, source, reason, text, driver. */
    private static final Pattern FAILED = Pattern.compile(
            ".*event=source\\.failed stream=(\\S+) generation=\\d+ source=(\\S+)].* failed \\((\\w+): (.*)\\)"
                    + " by (\\S+) \\S+, attempt .*");

    private record Failure(String stream, String source, String reason, String text, String driver) {}

    private static FakeCamera camera() {
        return FakeCamera.options().auth("md5", "admin", PASSWORD).start();
    }

    private static String source(int port, String password) {
        return "rtsp://admin:" + password + "@127.0.0.1:" + port + "/live";
    }

    @Test
    void sixFaultsAreNamedByTheLogAlone() throws Exception {
        int nobody = Ports.free();
        try (FakeCamera guarded = camera();
                FakeCamera silent = camera();
                FakeCamera resetting = camera();
                FakeCamera mute = camera();
                FakeCamera liar = camera()) {
            mute.mute(true);
            liar.lieAboutTheCodec();
            String yaml = """
                    tuning: { stall: 1s }
                    streams:
                      refused: %s
                      wrong: %s
                      silent: %s
                      reset: %s
                      mute: %s#timeout=2
                      lie: %s
                    """.formatted(
                            source(nobody, ENCODED),
                            source(guarded.port(), WRONG),
                            source(silent.port(), ENCODED),
                            source(resetting.port(), ENCODED),
                            source(mute.port(), ENCODED),
                            source(liar.port(), ENCODED));
            try (ServerProcess server = ServerProcess.start(yaml);
                    RtspReaders readers = RtspReaders.open()) {
                provoke(server, readers, silent, resetting);

                named(server, "refused", "REFUSED", nobody, "refused the connection");
                named(server, "wrong", "UNAUTHORIZED", guarded.port(), "401");
                named(server, "silent", "STALLED", silent.port(), "");
                named(server, "reset", "RESET", resetting.port(), "reset the connection");
                named(server, "mute", "TIMEOUT", mute.port(), "did not answer OPTIONS within 2 s");
                lieIsNamed(server, liar.port());
                passwordsAreNowhere(server);
            }
        }
    }

    /** Somebody watches each stream; what has to fail while it plays fails. */
    private static void provoke(ServerProcess server, RtspReaders readers, FakeCamera silent, FakeCamera resetting) {
        String url = "rtsp://127.0.0.1:" + server.rtspPort() + "/";
        for (String failing : List.of("refused", "wrong", "mute")) {
            readers.join(url + failing);
        }
        List<RtspReader> playing = Stream.of("silent", "reset", "lie")
                .map(stream -> readers.join(url + stream))
                .toList();
        RtspReaders.awaitUnits(playing, 10, LIMIT);
        silent.stall(true);
        resetting.reset();
    }

    private static void named(ServerProcess server, String stream, String reason, int port, String text) {
        Await.until(
                stream + " fails with " + reason,
                LIMIT,
                () -> failures(server, stream).stream()
                        .anyMatch(failure -> failure.reason.equals(reason)
                                && failure.text.contains(text)
                                && failure.source.startsWith("rtsp://admin:***@127.0.0.1:" + port + "/live")
                                && failure.driver.equals("io.sluice.driver.rtsp")));
        assertThat(failures(server, stream)).isNotEmpty().allMatch(failure -> failure.reason.equals(reason));
    }

    private static List<Failure> failures(ServerProcess server, String stream) {
        try {
            return server.log().stream()
                    .map(FAILED::matcher)
                    .filter(Matcher::matches)
                    .map(line -> new Failure(line.group(1), line.group(2), line.group(3), line.group(4), line.group(5)))
                    .filter(failure -> failure.stream.equals(stream))
                    .toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void lieIsNamed(ServerProcess server, int port) throws IOException {
        assertThat(server.log())
                .filteredOn(line -> line.contains("event=rtsp.codec_lie"))
                .singleElement()
                .asString()
                .contains(" WARN ", "io.sluice.driver.rtsp", "stream=lie", "source=rtsp://admin:***@127.0.0.1:" + port)
                .contains("h265", "h264");
        assertThat(failures(server, "lie")).isEmpty();
    }

    private static void passwordsAreNowhere(ServerProcess server) throws IOException {
        try (Stream<Path> logs = Files.walk(server.home().resolve("logs"))) {
            for (Path log : logs.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(log)).doesNotContain(PASSWORD, ENCODED, WRONG);
            }
        }
        assertThat(server.out()).doesNotContain(PASSWORD, ENCODED, WRONG);
        assertThat(server.err()).doesNotContain(PASSWORD, ENCODED, WRONG);
    }
}
