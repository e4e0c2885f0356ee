/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

/**
 * Why something is as it is or could not be done: for programs. People get a text beside it. A protocol maps a reason
 * to its own code once. New reasons may be added; treat an unknown one as {@link #FAILED}.
 */
public enum Reason {
    /** Nothing to say. */
    NONE,
    /** Nobody watches. */
    NO_VIEWER,
    /** A viewer came and started the stream. */
    FIRST_VIEWER,
    /** The configuration keeps it running. */
    PRELOAD,
    /** Media flows. */
    MEDIA_FLOWS,
    /** The last viewer left and the linger time is over. */
    LAST_VIEWER_LEFT,

    /** No stream of this name is defined. */
    NOT_FOUND,
    /** A name, a source or an option is not well-formed. */
    INVALID,
    /** The stream was removed from the configuration, or its definition changed. */
    REMOVED,
    /** Nothing the stream has is among what the viewer can take. */
    NO_COMMON_CODEC,
    /** A wanted kind of media is missing. */
    TRACK_MISSING,
    /** The stream has no source of its own and nobody publishes to it. */
    NO_PUBLISHER,
    /** Somebody else publishes to the stream, or speaks to its device, already. */
    BUSY,
    /** Another publisher took over. */
    TAKEN_OVER,
    /** A stream would feed itself. */
    LOOP,
    /** Not allowed. */
    FORBIDDEN,
    /** A limit of this server is reached. */
    LIMIT,

    /** No installed bundle serves the scheme. */
    DRIVER_MISSING,
    /** The driver's bundle was stopped, updated or removed. */
    DRIVER_GONE,
    /** The driver failed too often at closing and is not used any more. */
    DRIVER_QUARANTINED,
    /** The driver threw or broke its contract. */
    DRIVER_FAILED,
    /** A program that the driver needs is not installed. */
    PROGRAM_MISSING,

    /** The network or host cannot be reached, or the name does not resolve. */
    UNREACHABLE,
    /** The peer refused the connection. */
    REFUSED,
    /** The peer wants other credentials. */
    UNAUTHORIZED,
    /** The peer's certificate is not the one that is trusted. */
    UNTRUSTED,
    /** The peer did not answer, or an operation did not end, in time. */
    TIMEOUT,
    /** Connected, but no media for too long. */
    STALLED,
    /** The peer reset the connection. */
    RESET,
    /** The peer ended the stream in good order. */
    ENDED,
    /** The peer broke its protocol. */
    PROTOCOL_ERROR,
    /** The peer has nothing of that name. */
    SOURCE_NOT_FOUND,
    /** The peer offers nothing that can be used. */
    UNSUPPORTED_MEDIA,
    /** A close that hangs still holds the device. */
    HELD_BY_OLD_GENERATION,
    /** The coding changed and the viewer cannot follow. */
    CODEC_CHANGED,
    /** A track that was wanted and missing is there now, and the viewer can get it only by joining again. */
    TRACK_CAME,

    /** A viewer that did not take its bytes in time. */
    TOO_SLOW,
    /** A protocol's packaging threw or stalled. */
    PACKAGING_FAILED,
    /** Ended by an administrator. */
    KICKED,
    /** The bundle at the other end was stopped. */
    BUNDLE_STOPPED,
    /** The server ends. */
    SHUTDOWN,
    /** Anything else; the text says what. */
    FAILED
}
