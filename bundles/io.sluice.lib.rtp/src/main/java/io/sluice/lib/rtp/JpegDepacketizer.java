/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** JPEG (RFC 2435): the headers that are not sent are made anew (appendix B). Every image is a key unit. */
final class JpegDepacketizer implements Depacketizer {
    private final Output out;
    private final UnitBuffer image = new UnitBuffer();
    private int headerBytes;
    private long pts;
    private boolean begun;
    private boolean broken;
    /** Tables by Q, for senders that leave them out when they did not change (3.1.8). */
    private final Map<Integer, byte[]> tablesByQ = new HashMap<>();

    JpegDepacketizer(Output out) {
        this.out = out;
    }

    @Override
    public void packet(long packetPts, boolean marker, ByteBuffer payload) throws RtpException {
        if (packetPts != pts && (begun || broken)) {
            end();
        }
        pts = packetPts;
        try {
            read(payload);
        } catch (RtpException e) {
            broken = true;
            throw e;
        } finally {
            if (marker) {
                end();
            }
        }
    }

    private void read(ByteBuffer in) throws RtpException {
        need(in, 8);
        int offset = in.getInt() & 0xFF_FFFF;
        int type = in.get() & 0xFF;
        int q = in.get() & 0xFF;
        int width = (in.get() & 0xFF) * 8;
        int height = (in.get() & 0xFF) * 8;
        if ((type & ~64) > 1 || width == 0 || height == 0) {
            throw new RtpException("JPEG of type " + type + ", " + width + "x" + height + " is not supported");
        }
        int restartInterval = 0;
        if (type >= 64) {
            need(in, 4);
            restartInterval = in.getShort() & 0xFFFF;
            in.getShort();
        }
        if (offset == 0) {
            if (begun) {
                end(); // the marker of the last one got lost
            }
            byte[] tables = tables(in, q);
            new JpegHeaderWriter(image).write(type & 1, width, height, tables, restartInterval);
            headerBytes = image.size();
            begun = true;
        } else if (!begun || image.size() - headerBytes != offset) {
            broken = true; // the pieces before it are missing
            return;
        }
        image.put(in);
    }

    private byte[] tables(ByteBuffer in, int q) throws RtpException {
        if (q >= 1 && q <= 99) {
            return JpegTables.quantizers(q);
        }
        if (q < 128) {
            throw new RtpException("JPEG with Q " + q);
        }
        need(in, 4);
        in.get();
        int precision = in.get() & 0xFF;
        int length = in.getShort() & 0xFFFF;
        need(in, length);
        if (precision != 0 || length != 0 && length != 64 && length != 128) {
            throw new RtpException("JPEG quantization tables of " + length + " bytes, precision " + precision);
        }
        byte[] known = tablesByQ.get(q);
        if (length == 0) {
            if (known == null || q == 255) {
                throw new RtpException("JPEG without quantization tables");
            }
            return known;
        }
        byte[] tables = new byte[128];
        in.get(tables, 0, length);
        if (length == 64) {
            System.arraycopy(tables, 0, tables, 64, 64);
        }
        tablesByQ.put(q, tables);
        return tables;
    }

    private void end() {
        if (broken) {
            out.dropped();
        } else if (begun) {
            try {
                int size = image.size();
                boolean ended =
                        size >= 2 && image.array()[size - 2] == (byte) 0xFF && image.array()[size - 1] == (byte) 0xD9;
                if (!ended) {
                    image.put(0xFF);
                    image.put(0xD9);
                }
                out.unit(image.toArray(), pts, true);
            } catch (RtpException e) {
                out.dropped();
            }
        }
        image.clear();
        begun = false;
        broken = false;
    }

    @Override
    public void gap() {
        broken |= begun;
    }

    @Override
    public void flush() {
        end();
    }

    private static void need(ByteBuffer in, int bytes) throws RtpException {
        if (bytes > in.remaining()) {
            throw new RtpException("JPEG payload needs " + bytes + " bytes, " + in.remaining() + " are left");
        }
    }
}
