/*
 * Copyright (c) 2026 the Sluice authors.
 * SPDX-License-Identifier: Apache-2.0
 */
package io.sluice.api.stream;

/**
 * Who publishes.
 *
 * @param protocol for people and the API, for example {@code rtsp}
 * @param remote address of the publisher
 * @param user name of the user, empty when nobody is logged in
 * @param session identifier of the protocol's session for the log
 * @param create whether a stream that is not defined is made, for as long as it is published: for those who may
 */
public record PublishRequest(String protocol, String remote, String user, String session, boolean create) {}
