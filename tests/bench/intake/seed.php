<?php
// The shape of 2011: a report is a GET with the VM's id; the script reads the VM's userdata from CloudStack, appends ready=1 and writes it back,
// before it answers. Written for this benchmark; one curl handle for both calls, which is kinder than the original was.

function call($curl, $parameters)
{
    $parameters += ['apiKey' => getenv('CLOUD_KEY'), 'response' => 'json'];
    ksort($parameters);
    $query = http_build_query($parameters, '', '&', PHP_QUERY_RFC3986);
    $signature = base64_encode(hash_hmac('sha1', strtolower($query), getenv('CLOUD_SECRET'), true));
    curl_setopt($curl, CURLOPT_URL, getenv('CLOUD_URL') . '?' . $query . '&signature=' . rawurlencode($signature));
    curl_setopt($curl, CURLOPT_RETURNTRANSFER, true);
    $answer = curl_exec($curl);
    if ($answer === false || curl_getinfo($curl, CURLINFO_RESPONSE_CODE) != 200) {
        http_response_code(500);
        exit("CloudStack: " . curl_error($curl) . $answer . "\n");
    }
    return json_decode($answer, true);
}

$id = $_GET['id'] ?? '';
if (!preg_match('/^[0-9a-f-]{36}$/', $id)) {
    http_response_code(400);
    exit("id\n");
}
$curl = curl_init();
$answer = call($curl, ['command' => 'getVirtualMachineUserData', 'virtualmachineid' => $id]);
$userdata = base64_decode($answer['getvirtualmachineuserdataresponse']['virtualmachineuserdata']['userdata'] ?? '');
if (!preg_match('/^ready=1$/m', $userdata))
    $userdata .= "\nready=1\n";
call($curl, ['command' => 'updateVirtualMachine', 'id' => $id, 'userdata' => base64_encode($userdata)]);
echo "ok\n";
