/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Puts the NAL units of an H.264 or H.265 stream together to access units, without delimiters and filler data, and
 * notices parameter sets. A unit with more than {@link NalUnits#MAX_PER_UNIT} NAL units or 8 MiB is left out. Not safe
 * on several threads.
 */
public final class PictureUnits {
    private static final int MAX_BYTES = AnnexBSplitter.MAX_NAL_BYTES;

    private final boolean h265;
    private final ParameterSets sets;
    private final Output output;
    private final List<Bytes> current = new ArrayList<>();
    private int sizeBytes;
    private boolean begun;
    private boolean picture;
    private boolean tooLarge;

    /** Takes what comes of it. */
    public interface Output {
        /** A unit begins: the moment to note its time. */
        void begins();

        /** The parameter sets changed, said before the unit that brought them. */
        void codec(Codec codec);

        /**
         * The unit that began last.
         *
         * @param payload as {@link Codec} defines it, the taker's own
         */
        void unit(byte[] payload, boolean key);
    }

    /** @param codec H.264 or H.265, with the parameter sets that are known */
    public PictureUnits(Codec codec, Output output) {
        this.h265 = codec.name().equals(Codec.H265);
        this.sets = new ParameterSets(codec);
        this.output = output;
    }

    /** The next NAL unit. */
    public void nal(Bytes nal) {
        if (nal.isEmpty() || h265 && nal.size() < 2) {
            return;
        }
        int type = h265 ? H265.typeOf(nal) : H264.typeOf(nal);
        if (picture && UnitStart.begins(nal, type, h265)) {
            end();
        }
        if (!begun) {
            begun = true;
            output.begins();
        }
        picture |= h265 ? H265.isPicture(type) : H264.isPicture(type);
        if (isNoMedia(type)) {
            return;
        }
        if (ParameterSets.isParameterSet(sets.codec(), nal.at(0))) {
            sets.add(nal);
        }
        sizeBytes += 4 + nal.size();
        tooLarge |= current.size() == NalUnits.MAX_PER_UNIT || sizeBytes > MAX_BYTES;
        if (tooLarge) {
            current.clear();
            sizeBytes = 0;
        } else {
            current.add(nal);
        }
    }

    private boolean isNoMedia(int type) {
        return h265
                ? type == H265.ACCESS_UNIT_DELIMITER || type == H265.FILLER || type > 47
                : type == H264.ACCESS_UNIT_DELIMITER || type == H264.FILLER || type == 0 || type > 23;
    }

    /** Nothing more belongs to the unit. What holds no picture yet stays for the next one. */
    public void end() {
        if (!picture) {
            return;
        }
        if (sets.endUnit()) {
            output.codec(sets.codec());
        }
        if (!tooLarge && !current.isEmpty()) {
            byte[] payload = NalUnits.join(current);
            ByteBuffer view = ByteBuffer.wrap(payload);
            output.unit(payload, h265 ? H265.isKey(view) : H264.isKey(view));
        }
        restart();
    }

    /** Forgets what came of the unit: the rest of it was lost. */
    public void restart() {
        current.clear();
        sizeBytes = 0;
        begun = false;
        picture = false;
        tooLarge = false;
    }
}
