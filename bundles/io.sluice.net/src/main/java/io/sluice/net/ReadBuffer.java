/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultMaxMessagesRecvByteBufAllocator;
import io.netty.channel.RecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The one buffer that all connections of a loop read into, one after the other: a handler takes or copies what it needs
 * before the next read, so reading allocates nothing. Used on the loop only.
 */
@SuppressWarnings({"deprecation", "ReferenceEquality"}) // Netty has no other base class; one buffer is meant
final class ReadBuffer extends DefaultMaxMessagesRecvByteBufAllocator {
    private static final int BYTES = 64 * 1024;

    private final ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.directBuffer(BYTES, BYTES);
    private final ByteBuffer view = buffer.nioBuffer(0, BYTES);

    @Override
    public RecvByteBufAllocator.Handle newHandle() {
        return new Handle();
    }

    /** What was read, as a buffer that the next call changes. */
    ByteBuffer view(ByteBuf read) {
        if (read != buffer) {
            return read.nioBuffer();
        }
        view.order(ByteOrder.BIG_ENDIAN).limit(read.writerIndex()).position(read.readerIndex());
        return view;
    }

    void release() {
        buffer.release();
    }

    private final class Handle extends MaxMessageHandle {
        @Override
        public int guess() {
            return BYTES;
        }

        /** Retained, because whoever reads releases what was allocated. */
        @Override
        public ByteBuf allocate(ByteBufAllocator ignored) {
            return buffer.clear().retain();
        }
    }
}
