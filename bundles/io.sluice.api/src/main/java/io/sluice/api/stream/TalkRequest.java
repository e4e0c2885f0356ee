/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

import io.sluice.api.media.Codec;

/**
 * Who wants to speak to the device behind a stream.
 *
 * @param codec in which they speak, one of {@link StreamRegistry#talkable}
 * @param protocol for people and the API, for example {@code rtsp}
 * @param remote address of the talker, for example {@code 192.0.2.7:50123}
 * @param user name of the user, empty when nobody is logged in
 * @param session identifier of the protocol's session for the log
 */
public record TalkRequest(Codec codec, String protocol, String remote, String user, String session) {}
