/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.MediaReader;
import io.sluice.lib.codec.MediaTracks;
import java.nio.ByteBuffer;

/** Reads an FLV file or stream: H.264, H.265, AAC, MP3, PCMA, PCMU and Opus. */
public final class FlvReader implements MediaReader {
    private final FlvTagReader tags;

    public FlvReader(MediaTracks tracks) {
        var made = new FlvTracks(tracks);
        tags = new FlvTagReader(new FlvTagReader.Output() {
            @Override
            public void header(boolean audio, boolean video) {
                made.expect(audio, video);
            }

            @Override
            public void tag(FlvTag tag) throws CodecException {
                made.tag(tag);
            }
        });
    }

    @Override
    public void read(ByteBuffer data) throws CodecException {
        tags.read(data);
    }

    @Override
    public void end() throws CodecException {
        tags.end();
    }
}
