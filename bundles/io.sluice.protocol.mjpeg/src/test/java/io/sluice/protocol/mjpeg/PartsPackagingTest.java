/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.protocol.mjpeg;

import static org.assertj.core.api.Assertions.assertThat;

import io.sluice.api.media.AccessUnit;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Images as parts. */
class PartsPackagingTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "an image", "--frame\r\n"})
    void eachImageIsAPartWithItsLength(String image) {
        var packaging = new PartsPackaging();
        AccessUnit unit = AccessUnit.of(image.getBytes(StandardCharsets.US_ASCII), 0, true);
        ByteBuffer out = ByteBuffer.allocate(packaging.boundBytes(0, unit));
        packaging.append(0, unit, () -> out);
        assertThat(StandardCharsets.US_ASCII.decode(out.flip()).toString())
                .isEqualTo("--frame\r\nContent-Type: image/jpeg\r\nContent-Length: " + image.length() + "\r\n\r\n"
                        + image + "\r\n");
    }
}
