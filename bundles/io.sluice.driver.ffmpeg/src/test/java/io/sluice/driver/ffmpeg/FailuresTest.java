/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.driver.Opened;
import io.sluice.api.stream.Reason;
import io.sluice.lib.process.Exit;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FailuresTest {
    private static final Exit FAILED = new Exit(Exit.How.EXITED, 1, 0);

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "[tcp @ 0x55d0c0] Connection to tcp://192.0.2.1:554 failed: Connection refused~REFUSED",
                "rtsp://192.0.2.1/: Server returned 401 Unauthorized (authorization failed)~UNAUTHORIZED",
                "http://192.0.2.1/x: Server returned 404 Not Found~SOURCE_NOT_FOUND",
                "rtsp://192.0.2.1/: Connection timed out~TIMEOUT",
                "rtsp://nowhere.invalid/: Name or service not known~UNREACHABLE",
                "http://192.0.2.1/x: Invalid data found when processing input~UNSUPPORTED_MEDIA",
                "Unknown encoder 'libopus'~UNSUPPORTED_MEDIA",
                "/dev/video0: Device or resource busy~BUSY",
                "Output file #0 does not contain any stream~TRACK_MISSING",
                "something new~FAILED",
            })
    void lastWordsSayWhy(String line, Reason reason) {
        FfmpegProducer.End end = Failures.of(FAILED, null, List.of("noise", line));

        assertThat(end.reason()).isEqualTo(reason);
        assertThat(end.text()).startsWith("ffmpeg ended with code 1: ").doesNotContain("0x55");
    }

    @Test
    void aPasswordThatIsRefusedIsNotTriedInAHurry() {
        assertThat(Failures.of(FAILED, null, List.of("401 Unauthorized")).retry())
                .isEqualTo(Opened.Retry.CAREFULLY);
    }

    @Test
    void credentialsAndAddressesOfOursAreNotShown() {
        String token = "0123456789abcdef".repeat(3);
        FfmpegProducer.End end = Failures.of(
                FAILED, null, List.of("rtsp://admin:s3cr3t@h/: rtsp://127.0.0.1:4711/" + token + "/trackID=0: broken"));

        assertThat(end.text()).contains("***", "our own port").doesNotContain("s3cr3t", token);
    }

    @Test
    void anEndIsNoFailureAndSilenceIsNamed() {
        assertThat(Failures.of(new Exit(Exit.How.EXITED, 0, 0), null, List.of()).reason())
                .isEqualTo(Reason.ENDED);
        FfmpegProducer.End silent =
                Failures.of(new Exit(Exit.How.KILLED, 137, 1000), "nothing came of it any more", List.of());
        assertThat(silent.reason()).isEqualTo(Reason.STALLED);
        assertThat(silent.text()).isEqualTo("ffmpeg was stopped: nothing came of it any more");
    }
}
