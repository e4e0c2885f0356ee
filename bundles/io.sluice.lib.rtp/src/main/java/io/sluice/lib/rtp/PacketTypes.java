/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.lib.rtp;

/**
 * Types of NAL unit that the payload formats use for themselves (RFC 6184, 5.2; RFC 7798, 4.2). A NAL unit that has one
 * must not travel: whoever gets it alone in a packet would take it for what it is not.
 */
final class PacketTypes {
    static final int STAP_A = 24;
    static final int FU_A = 28;
    static final int AGGREGATION = 48;
    static final int FRAGMENT = 49;
    static final int PACI = 50;

    private PacketTypes() {}

    /** True when a NAL unit of this type can stand alone in a packet. */
    static boolean isNal(boolean h265, int type) {
        return h265 ? type < AGGREGATION || type > PACI : type > 0 && type < STAP_A;
    }
}
