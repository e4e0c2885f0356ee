/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.flv;

import io.sluice.lib.codec.CodecException;
import io.sluice.lib.codec.SteppedReader;
import java.nio.ByteBuffer;

/**
 * Cuts an FLV file or stream into tags. After bytes that are none it goes on at the next tag that is followed by its
 * own size.
 */
public final class FlvTagReader extends SteppedReader {
    private static final int SIGNATURE = 0x464C56; // "FLV"
    private static final int FILE_HEADER_BYTES = 9;
    private static final int MAX_FILE_HEADER_BYTES = 1 << 10;
    private static final int TAG_HEADER_BYTES = 11;
    private static final int SIZE_BYTES = 4;

    private final Output output;
    private boolean begun;

    /** Takes what is read. */
    public interface Output {
        /** The header of the file; also where one file follows another. */
        void header(boolean audio, boolean video);

        /** A tag whose body is the taker's own. */
        void tag(FlvTag tag) throws CodecException;
    }

    public FlvTagReader(Output output) {
        super("FLV");
        this.output = output;
    }

    @Override
    protected boolean step() throws CodecException {
        if (window.at(0) == 'F') {
            return fileHeader();
        }
        return begun ? tag() : search();
    }

    private boolean search() throws CodecException {
        int at = window.indexOf('F', 1);
        garbage(at < 0 ? window.size() : at);
        return true;
    }

    private boolean fileHeader() throws CodecException {
        if (window.size() < FILE_HEADER_BYTES + SIZE_BYTES) {
            return false;
        }
        int length = window.intAt(5);
        if (window.mediumAt(0) != SIGNATURE || length < FILE_HEADER_BYTES || length > MAX_FILE_HEADER_BYTES) {
            garbage(1);
            return true;
        }
        if (window.size() < length + SIZE_BYTES) {
            return false;
        }
        int flags = window.at(4);
        window.skip(length + SIZE_BYTES);
        begun = true;
        output.header((flags & 4) != 0, (flags & 1) != 0);
        return true;
    }

    private boolean tag() throws CodecException {
        if (window.size() < TAG_HEADER_BYTES) {
            return false;
        }
        int type = window.at(0);
        int size = window.mediumAt(1);
        boolean known = type == FlvTag.AUDIO || type == FlvTag.VIDEO || type == FlvTag.SCRIPT;
        if (!known || size > FlvTag.MAX_BYTES || window.mediumAt(8) != 0) {
            garbage(1);
            return true;
        }
        int whole = TAG_HEADER_BYTES + size;
        if (window.size() < whole + SIZE_BYTES) {
            return false;
        }
        int after = window.intAt(whole);
        if (after != whole && after != size && after != 0) { // some write the body's size, some nothing
            garbage(1);
            return true;
        }
        long timestampMs = window.mediumAt(4) | (long) window.at(7) << 24;
        window.skip(TAG_HEADER_BYTES);
        ByteBuffer body = ByteBuffer.wrap(window.take(size));
        window.skip(SIZE_BYTES);
        found();
        output.tag(new FlvTag(type, timestampMs, body));
        return true;
    }
}
