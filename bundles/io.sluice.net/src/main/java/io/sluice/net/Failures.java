/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.net;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.NotSslRecordException;
import io.sluice.api.stream.Reason;
import io.sluice.api.stream.StreamException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.util.Locale;

/** What the system says, in words for people: epoll and the JDK's selector say the same thing differently. */
final class Failures {
    /** Of a datagram. */
    static final String NOBODY_LISTENS = "nobody listens there";

    private Failures() {}

    static String text(Throwable problem) {
        if (problem instanceof DecoderException && problem.getCause() != null) {
            return text(problem.getCause());
        }
        if (problem instanceof NotSslRecordException) {
            return "what came is not TLS"; // the message has the bytes
        }
        if (problem instanceof PortUnreachableException) {
            return NOBODY_LISTENS; // it has no message
        }
        String message = problem.getMessage();
        return message == null ? problem.getClass().getSimpleName() : message;
    }

    /** Why nothing can listen at an address; goes on after the address: "127.0.0.1:8554 …". */
    static String ofBind(Throwable problem) {
        String message = text(problem).toLowerCase(Locale.ROOT);
        if (message.contains("in use")) {
            return "is already in use by another program";
        }
        if (message.contains("permission denied")) {
            return "is not permitted to this user; ports below 1024 need more rights";
        }
        if (message.contains("cannot assign") || message.contains("not available")) {
            return "is not an address of this machine";
        }
        return "cannot be used: " + text(problem);
    }

    /** @param target host and port */
    static StreamException ofConnect(Throwable problem, String target) {
        String message = text(problem).toLowerCase(Locale.ROOT);
        if (problem instanceof ConnectTimeoutException
                || problem instanceof SocketTimeoutException
                || message.contains("timed out")) {
            return new StreamException(Reason.TIMEOUT, target + " did not answer in time", problem);
        }
        if (message.contains("refused")) {
            return new StreamException(Reason.REFUSED, target + " refused the connection", problem);
        }
        return new StreamException(Reason.UNREACHABLE, target + " cannot be reached: " + text(problem), problem);
    }
}
