/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.osgi.annotation.versioning.ConsumerType;

/** Service: makes a JPEG image of one coded picture. Any thread; nothing blocks. */
@ConsumerType
public interface StillEncoder {
    /**
     * Makes an image.
     *
     * @param codec with the parameter sets that a decoder needs
     * @param picture a key unit of that codec
     * @param limit how long it may take
     * @return one JPEG image; fails with {@link StreamException}: PROGRAM_MISSING with what to install, LIMIT, TIMEOUT,
     *     UNSUPPORTED_MEDIA for a codec or picture that cannot be decoded
     */
    CompletionStage<Bytes> jpeg(Codec codec, AccessUnit picture, Shape shape, Duration limit);

    /**
     * What the image is to look like.
     *
     * @param width pixels; 0: as it comes, or by the height
     * @param height pixels; 0: as it comes, or by the width
     * @param rotate 0, 90, 180 or 270 degrees clockwise
     */
    record Shape(int width, int height, int rotate) {
        /** Longest side in pixels. */
        public static final int MAX_SIDE = 16_384;

        public Shape {
            if (width < 0 || width > MAX_SIDE || height < 0 || height > MAX_SIDE) {
                throw new IllegalArgumentException("width and height are 0 to " + MAX_SIDE);
            }
            if (rotate != 0 && rotate != 90 && rotate != 180 && rotate != 270) {
                throw new IllegalArgumentException("rotate is 0, 90, 180 or 270");
            }
        }

        /** Whether the picture stays as it is. */
        public boolean isPlain() {
            return width == 0 && height == 0 && rotate == 0;
        }
    }
}
