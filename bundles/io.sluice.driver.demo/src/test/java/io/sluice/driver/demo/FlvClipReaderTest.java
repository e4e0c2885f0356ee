/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.driver.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FlvClipReaderTest {
    private static byte[] file() throws IOException {
        try (InputStream in = DemoDriver.class.getResourceAsStream("clip.flv")) {
            return in.readAllBytes();
        }
    }

    @Test
    void bothTracksOfTheClipAreSixteenSeconds() throws Exception {
        Clip clip = DemoDriver.readClip();
        assertThat(clip.pictures()).hasSize(16 * Clip.PICTURES_PER_SECOND);
        assertThat(clip.frames().size() * (long) Clip.SAMPLES_PER_FRAME).isEqualTo(16L * 48_000);
        for (int i = 0; i < clip.pictures().size(); i++) {
            assertThat(clip.pictures().get(i).key()).isEqualTo(i % 24 == 0);
        }
    }

    @Test
    void refusesWhatIsNoFlv() {
        assertThatThrownBy(() -> FlvClipReader.read(new ByteArrayInputStream(new byte[100])))
                .isInstanceOf(IOException.class)
                .hasMessage("the clip lacks a track");
        assertThatThrownBy(() -> FlvClipReader.read(InputStream.nullInputStream()))
                .isInstanceOf(IOException.class);
    }

    @Test
    void refusesAFileWithoutEnd() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 0;
            }

            @Override
            public int read(byte[] to, int from, int length) {
                return length;
            }
        };
        assertThatThrownBy(() -> FlvClipReader.read(endless)).hasMessage("the clip is larger than 8388608 bytes");
    }

    @Test
    void throwsNothingButItsOneException() throws Exception {
        byte[] file = Arrays.copyOf(file(), 20_000);
        for (int round = 0; round < 5_000; round++) {
            var random = new Random(round);
            byte[] broken = Arrays.copyOf(file, 1 + random.nextInt(file.length));
            for (int i = random.nextInt(4); i >= 0; i--) {
                broken[random.nextInt(Math.min(broken.length, 120))] = (byte) random.nextInt();
            }
            try {
                FlvClipReader.read(new ByteArrayInputStream(broken));
            } catch (IOException expected) {
                assertThat(expected).hasMessageStartingWith("the clip");
            } catch (RuntimeException defect) {
                throw new AssertionError("round " + round, defect);
            }
        }
    }
}
