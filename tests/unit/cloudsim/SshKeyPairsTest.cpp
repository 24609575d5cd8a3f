#include <cppunit/extensions/HelperMacros.h>

#include "common/codec/Base64.h"
#include "tests/cloudsim/core/ConfigDrive.h"
#include "tests/cloudsim/core/Metadata.h"
#include "tests/unit/cloudsim/SmallCloud.h"

namespace readystage::cloudsim {

class SshKeyPairsTest : public CppUnit::TestFixture {
    CPPUNIT_TEST_SUITE(SshKeyPairsTest);
    CPPUNIT_TEST(a_registered_key_is_shown_with_its_fingerprint);
    CPPUNIT_TEST(key_material_may_be_base64_as_a_whole);
    CPPUNIT_TEST(what_is_no_public_key_is_refused);
    CPPUNIT_TEST(names_and_keys_are_unique_within_an_account);
    CPPUNIT_TEST(names_are_compared_without_case);
    CPPUNIT_TEST(an_admin_registers_one_for_another);
    CPPUNIT_TEST(a_created_keys_private_half_is_shown_once);
    CPPUNIT_TEST(a_deleted_key_is_gone);
    CPPUNIT_TEST(lists_are_newest_first_filtered_and_ones_own);
    CPPUNIT_TEST(a_vm_shows_its_keys_and_its_router_serves_them);
    CPPUNIT_TEST(vms_are_listed_by_their_key);
    CPPUNIT_TEST(a_key_of_nobody_or_of_another_account_is_refused_at_deploy);
    CPPUNIT_TEST(a_network_that_serves_no_userdata_takes_no_key);
    CPPUNIT_TEST(a_config_drive_has_the_keys_of_its_vm);
    CPPUNIT_TEST_SUITE_END();

    SmallCloud cloud;

    Outcome add(const std::string& user, const std::string& name, const std::string& material)
    {
        return cloud.call(user, {{"command", "registerSSHKeyPair"}, {"name", name}, {"publickey", material}});
    }

    std::string list(const std::string& user, const Parameters& filters = {})
    {
        Parameters parameters{{"command", "listSSHKeyPairs"}};
        parameters.insert(parameters.end(), filters.begin(), filters.end());
        return SmallCloud::json(cloud.call(user, parameters));
    }

    Outcome deploy(const std::string& network, const Parameters& keys)
    {
        Parameters parameters{{"command", "deployVirtualMachine"},
                              {"zoneid", cloud.world().zones.findName("zone")->id},
                              {"templateid", cloud.world().templates.findName("debian")->id},
                              {"serviceofferingid", cloud.world().serviceOfferings.findName("small")->id},
                              {"networkids", cloud.world().networks.findName(network)->id},
                              {"name", "vm"}};
        parameters.insert(parameters.end(), keys.begin(), keys.end());
        Outcome outcome = cloud.call("alice", parameters);
        cloud.finishJobs();
        return outcome;
    }

    static std::string textOf(const Outcome& outcome) { return outcome.body.find("errortext")->text(); }

    void a_registered_key_is_shown_with_its_fingerprint()
    {
        const Outcome outcome = add("alice", "k", "ssh-rsa AAAA me@home");

        const std::string id = cloud.world().sshKeyPairs.findName("k")->id;
        CPPUNIT_ASSERT_EQUAL(R"({"registersshkeypairresponse":{"keypair":{"id":")" + id +
                                 R"(","name":"k","account":"alice","domainid":")" +
                                 cloud.world().domains.findName("ROOT")->id +
                                 R"(","domain":"ROOT","fingerprint":"69:3e:9a:f8:4d:3d:fc:c7:1e:64:0e:00:5b:dc:5e:2e")"
                                 R"(,"hasannotations":false}}})",
                             SmallCloud::json(outcome));
        CPPUNIT_ASSERT_EQUAL(std::string("ssh-rsa AAAA"), cloud.world().sshKeyPairs.findName("k")->publicKey);
    }

    void key_material_may_be_base64_as_a_whole()
    {
        add("alice", "k", base64::encode("ssh-ed25519 AAAA me"));

        CPPUNIT_ASSERT_EQUAL(std::string("ssh-ed25519 AAAA"), cloud.world().sshKeyPairs.findName("k")->publicKey);
    }

    void what_is_no_public_key_is_refused()
    {
        for (const char* const wrong : {"ssh-rsa", "rsa AAAA", "c3NoLXJzYQ==", "ssh-rsa "}) {
            const Outcome outcome = add("alice", "k", wrong);

            CPPUNIT_ASSERT_EQUAL(431, outcome.status);
            CPPUNIT_ASSERT_EQUAL(std::string("Public key is invalid"), textOf(outcome));
        }
    }

    void names_and_keys_are_unique_within_an_account()
    {
        add("alice", "k", "ssh-rsa AAAA");

        const Outcome name = add("alice", "k", "ssh-rsa BBBB");
        const Outcome key = add("alice", "other", "ssh-rsa AAAA comment");
        const Outcome created = cloud.call("alice", {{"command", "createSSHKeyPair"}, {"name", "k"}});
        const Outcome another = add("bob", "k", "ssh-rsa AAAA");

        CPPUNIT_ASSERT_EQUAL(std::string("A key pair with name 'k' already exists for this account."), textOf(name));
        CPPUNIT_ASSERT_EQUAL(std::string("A key pair with key 'ssh-rsa AAAA comment' already exists for this account."),
                             textOf(key));
        CPPUNIT_ASSERT_EQUAL(std::string("A key pair with name 'k' already exists."), textOf(created));
        CPPUNIT_ASSERT_EQUAL(200, another.status);
    }

    void a_created_keys_private_half_is_shown_once()
    {
        const Outcome outcome = cloud.call("alice", {{"command", "createSSHKeyPair"}, {"name", "k"}});

        const Value& shown = *outcome.body.find("keypair");
        CPPUNIT_ASSERT(shown.find("privatekey")->text().starts_with("-----BEGIN RSA PRIVATE KEY-----\n"));
        CPPUNIT_ASSERT_EQUAL(std::size_t{47}, shown.find("fingerprint")->text().size());
        CPPUNIT_ASSERT(cloud.world().sshKeyPairs.findName("k")->publicKey.ends_with(" \n"));
        CPPUNIT_ASSERT(list("alice").find("privatekey") == std::string::npos);
    }

    void a_deleted_key_is_gone()
    {
        const Parameters removal{{"command", "deleteSSHKeyPair"}, {"name", "k"}};
        add("alice", "k", "ssh-rsa AAAA");

        const Outcome elsewhere = cloud.call("bob", removal);
        const Outcome deleted = cloud.call("alice", removal);

        CPPUNIT_ASSERT_EQUAL(
            std::string("A key pair with name 'k' does not exist for account bob in specified domain id"),
            textOf(elsewhere));
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"deletesshkeypairresponse":{"success":true}})"),
                             SmallCloud::json(deleted));
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listsshkeypairsresponse":{}})"), list("alice"));
    }

    void lists_are_newest_first_filtered_and_ones_own()
    {
        add("alice", "one", "ssh-rsa AAAA");
        add("alice", "two", "ssh-rsa BBBB");
        add("bob", "three", "ssh-rsa AAAA");

        const std::string own = list("alice");

        CPPUNIT_ASSERT(own.find("\"count\":2") != std::string::npos);
        CPPUNIT_ASSERT(own.find("two") < own.find("one"));
        CPPUNIT_ASSERT(list("root", {{"listall", "true"}}).find("\"count\":3") != std::string::npos);
        CPPUNIT_ASSERT(list("alice", {{"name", "one"}}).find("two") == std::string::npos);
        CPPUNIT_ASSERT(list("alice", {{"keyword", "69:3E"}}).find("\"count\":1") != std::string::npos);
        CPPUNIT_ASSERT(list("alice", {{"fingerprint", "69:3e"}}).find("count") == std::string::npos);
    }

    void a_vm_shows_its_keys_and_its_router_serves_them()
    {
        add("alice", "a", "ssh-rsa AAAA");
        add("alice", "b", "ssh-ed25519 BBBB me");

        const std::string id = deploy("net", {{"keypairs", "a"}, {"keypair", "b"}}).body.find("id")->text();

        const Vm& vm = *cloud.world().vms.find(id);
        const std::string shown = SmallCloud::json(cloud.call("alice", {{"command", "listVirtualMachines"}}));
        CPPUNIT_ASSERT(shown.find(R"("keypairs":"a,b","affinitygroup")") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(
            std::string("ssh-ed25519 BBBB\nssh-rsa AAAA"),
            metadata(cloud.world(), *vm.nics.at(0).network, vm.nics.at(0).address, "/latest/meta-data/public-keys")
                .body);
    }

    void vms_are_listed_by_their_key()
    {
        add("alice", "k", "ssh-rsa AAAA");
        add("alice", "other", "ssh-rsa BBBB");
        deploy("net", {{"keypair", "k"}});
        const auto listed = [&](const char* key) {
            return SmallCloud::json(cloud.call("alice", {{"command", "listVirtualMachines"}, {"keypair", key}}));
        };

        CPPUNIT_ASSERT(listed("K").find(R"("count":1,"virtualmachine":[{)") != std::string::npos);
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{}})"), listed("other"));
        CPPUNIT_ASSERT_EQUAL(std::string(R"({"listvirtualmachinesresponse":{}})"), listed("nobody"));
    }

    void a_key_of_nobody_or_of_another_account_is_refused_at_deploy()
    {
        add("alice", "a", "ssh-rsa AAAA");
        add("bob", "b", "ssh-rsa BBBB");

        const Outcome outcome = deploy("net", {{"keypairs", "a,b"}});

        CPPUNIT_ASSERT_EQUAL(431, outcome.status);
        CPPUNIT_ASSERT_EQUAL(std::string("Not all specified keypairs exist"), textOf(outcome));
        CPPUNIT_ASSERT_EQUAL(std::size_t{0}, cloud.world().vms.size());
    }

    void a_network_that_serves_no_userdata_takes_no_key()
    {
        add("alice", "a", "ssh-rsa AAAA");

        const Outcome outcome = deploy("plain", {{"keypair", "a"}});

        CPPUNIT_ASSERT_EQUAL("Unable to deploy VM as SSH keypair is provided while deploying the VM, but there is no "
                             "support for UserData service in the default network plain/" +
                                 cloud.world().networks.findName("plain")->id,
                             textOf(outcome));
    }

    void a_config_drive_has_the_keys_of_its_vm()
    {
        cloud.world().networks.findName("net")->configDrive = true;
        add("alice", "a", "ssh-rsa AAAA");

        const std::string id = deploy("net", {{"keypair", "a"}}).body.find("id")->text();

        std::string all;
        for (const auto& [name, content] : configDriveFiles(cloud.world(), *cloud.world().vms.find(id)))
            all += name + "=" + content + "\n";
        CPPUNIT_ASSERT(all.find("cloudstack/metadata/public-keys.txt=ssh-rsa AAAA\n") != std::string::npos);
        CPPUNIT_ASSERT(all.find(R"("keys":[{"type":"ssh","data":"ssh-rsa AAAA","name":"key"}],)"
                                R"("public_keys":{"key":"ssh-rsa AAAA"})") != std::string::npos);
    }

    void names_are_compared_without_case()
    {
        add("alice", "Key", "ssh-rsa AAAA");

        CPPUNIT_ASSERT_EQUAL(std::string("A key pair with name 'kEY' already exists for this account."),
                             textOf(add("alice", "kEY", "ssh-rsa BBBB")));
        CPPUNIT_ASSERT_EQUAL(200, cloud.call("alice", {{"command", "deleteSSHKeyPair"}, {"name", "KEY"}}).status);
    }

    void an_admin_registers_one_for_another()
    {
        cloud.call("root", {{"command", "registerSSHKeyPair"},
                            {"name", "k"},
                            {"publickey", "ssh-rsa AAAA"},
                            {"account", "alice"},
                            {"domainid", cloud.world().domains.findName("ROOT")->id}});

        CPPUNIT_ASSERT_EQUAL(std::string("alice"), cloud.world().sshKeyPairs.findName("k")->account->name);
    }
};

CPPUNIT_TEST_SUITE_REGISTRATION(SshKeyPairsTest);

} // namespace readystage::cloudsim
