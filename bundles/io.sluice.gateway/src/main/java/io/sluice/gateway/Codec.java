/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.gateway;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.util.ReferenceCountUtil;
import java.nio.ByteBuffer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Netty's HTTP parser, fed by hand. On one thread at a time. */
final class Codec {
    private static final int MOST_LINE_BYTES = 8 * 1024;
    private static final int MOST_HEADER_BYTES = 64 * 1024;
    private static final int MOST_CHUNK_BYTES = 64 * 1024;
    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    private final EmbeddedChannel channel;

    private Codec(ChannelHandler decoder) {
        channel = new EmbeddedChannel(decoder);
        channel.config().setAllocator(HEAP);
    }

    /** For what clients send. */
    static Codec ofRequests() {
        return new Codec(new StrictRequests(limits(MOST_LINE_BYTES, MOST_HEADER_BYTES)));
    }

    /** For what servlets answer. */
    static Codec ofResponses(BooleanSupplier toHead) {
        return new Codec(new Responses(limits(MOST_LINE_BYTES, 2 * MOST_HEADER_BYTES), toHead));
    }

    private static HttpDecoderConfig limits(int lineBytes, int headerBytes) {
        return new HttpDecoderConfig()
                .setMaxInitialLineLength(lineBytes)
                .setMaxHeaderSize(headerBytes)
                .setMaxChunkSize(MOST_CHUNK_BYTES)
                .setAllowDuplicateContentLengths(false)
                .setUseRfc9112TransferEncoding(true)
                .setStrictLineParsing(true);
    }

    /** @param sink gets heads, contents and, after a change of protocol, bare buffers; released when it returns */
    void feed(ByteBuffer data, Consumer<Object> sink) {
        channel.writeInbound(Unpooled.copiedBuffer(data));
        drain(sink);
    }

    /** The peer has closed: what only its end tells the end of is complete. */
    void finish(Consumer<Object> sink) {
        channel.finish();
        drain(sink);
    }

    private void drain(Consumer<Object> sink) {
        for (Object message = channel.readInbound(); message != null; message = channel.readInbound()) {
            try {
                sink.accept(message);
            } finally {
                ReferenceCountUtil.release(message);
            }
        }
    }

    void release() {
        channel.finishAndReleaseAll();
    }

    /** A copy of the bytes, for whoever sends them later. */
    static ByteBuffer bytes(HttpContent content) {
        return bytes(content.content());
    }

    static ByteBuffer bytes(ByteBuf buffer) {
        return ByteBuffer.wrap(ByteBufUtil.getBytes(buffer));
    }

    private static final class StrictRequests extends HttpRequestDecoder {
        StrictRequests(HttpDecoderConfig config) {
            super(config);
        }

        /** RFC 9112 §6.1: such a message ought to be handled as an error. */
        @Override
        protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
            throw new IllegalArgumentException("both Content-Length and Transfer-Encoding");
        }
    }

    private static final class Responses extends HttpResponseDecoder {
        private final BooleanSupplier toHead;

        Responses(HttpDecoderConfig config, BooleanSupplier toHead) {
            super(config);
            this.toHead = toHead;
        }

        /** RFC 9110 §6.4.1: to HEAD there is none, whatever the length says. */
        @Override
        protected boolean isContentAlwaysEmpty(HttpMessage message) {
            boolean switching =
                    message instanceof HttpResponse answer && answer.status().code() == 101;
            return switching || toHead.getAsBoolean() || super.isContentAlwaysEmpty(message);
        }
    }
}
