/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.codec;

import io.sluice.api.media.AccessUnit;
import io.sluice.api.media.Bytes;
import io.sluice.api.media.Codec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Cuts an elementary stream in Annex B that is all there into access units. */
public final class AnnexBReader {
    private AnnexBReader() {}

    /**
     * The units of the stream in decoding order, evenly spaced in time: presentation times of reordered pictures are
     * not known from the stream alone, so pts follows decoding order.
     *
     * @param codec H.264 or H.265; its clock counts the time
     * @param ticksApart from one unit to the next, above 0
     * @throws CodecException when a unit has too many NAL units
     */
    public static List<AccessUnit> read(byte[] stream, Codec codec, int ticksApart) throws CodecException {
        boolean h265 = codec.name().equals(Codec.H265);
        var units = new ArrayList<AccessUnit>();
        var current = new ArrayList<Bytes>();
        boolean picture = false;
        for (Bytes nal : NalUnits.ofAnnexB(stream)) {
            int type = h265 ? H265.typeOf(nal) : H264.typeOf(nal);
            if (picture && UnitStart.begins(nal, type, h265)) {
                units.add(unit(current, h265, (long) units.size() * ticksApart));
                current.clear();
                picture = false;
            }
            picture |= h265 ? H265.isPicture(type) : H264.isPicture(type);
            if (type != (h265 ? H265.ACCESS_UNIT_DELIMITER : H264.ACCESS_UNIT_DELIMITER)) {
                current.add(nal);
            }
            if (current.size() > NalUnits.MAX_PER_UNIT) {
                throw new CodecException("more than " + NalUnits.MAX_PER_UNIT + " NAL units");
            }
        }
        if (picture) {
            units.add(unit(current, h265, (long) units.size() * ticksApart));
        }
        return units;
    }

    private static AccessUnit unit(List<Bytes> nals, boolean h265, long pts) {
        byte[] payload = NalUnits.join(nals);
        ByteBuffer view = ByteBuffer.wrap(payload);
        return AccessUnit.of(payload, pts, h265 ? H265.isKey(view) : H264.isKey(view));
    }
}
